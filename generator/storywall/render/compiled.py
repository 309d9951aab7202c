"""Jinja's code generator, with shorter code for what a page does hundreds of times: escaping, calling methods, saying fixed words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame


class QuickCodeGenerator(CodeGenerator):
    """The same output as Jinja's own generator, for an environment whose autoescape is always on.

    - A value that is already Markup (most are: addresses, words, cards) is put out as it is; anything else goes through `escape` as ever.
    - A method is called directly. Jinja asks each callee whether it wants the context; methods of our own objects never do.
    - `_("…")` of a fixed text is looked up when the template is compiled: an environment has one language.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(shown if type(shown := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is Markup else escape(shown))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - Jinja's names
        """Write a call."""
        callee = node.node
        plain = not forward_caller and node.dyn_args is None and node.dyn_kwargs is None
        if plain and isinstance(callee, nodes.Name) and callee.name == "_" and len(node.args) == 1 and not node.kwargs:
            text = node.args[0]
            if isinstance(text, nodes.Const):
                say = cast("Callable[[str], str]", self.environment.globals["_"])
                self.write(f"Markup({str(say(text.value))!r})")
                return
        if plain and isinstance(callee, nodes.Getattr):
            self.visit(callee, frame)
            self.write("(")
            for position, argument in enumerate(node.args):
                self.write(", " if position else "")
                self.visit(argument, frame)
            for position, keyword in enumerate(node.kwargs):
                self.write(", " if position or node.args else "")
                self.write(f"{keyword.key}=")
                self.visit(keyword.value, frame)
            self.write(")")
            return
        super().visit_Call(node, frame, forward_caller=forward_caller)
