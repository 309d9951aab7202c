"""Jinja's code generator, with shorter code for what a page does hundreds of times: escaping, attributes, calling methods, saying fixed words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import markupsafe
from jinja2 import FileSystemBytecodeCache, nodes
from jinja2.compiler import CodeGenerator, Frame

escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)
"""What `escape` itself calls: the Markup that it makes of each text costs more than the escaping."""

_SAY = ("_", "ngettext")


class QuickCodeGenerator(CodeGenerator):
    """The same output as Jinja's own generator, for an environment whose autoescape is always on.

    - A value that is already Markup (most are: addresses, words, cards) is put out as it is, and a text escaped without becoming Markup on
      the way; anything else goes through `escape` as ever.
    - An attribute is asked for by Python's own function; Jinja's, which also looks for a key of that name, comes where there is none.
    - A method is called directly, and so are `_` and `ngettext`. Jinja asks each callee whether it wants the context; ours never do.
    - `_("…")` of a fixed text is looked up when the template is compiled: an environment has one language.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's names
        """Write a template."""
        self.writeline(f"from {__name__} import escape_text")
        super().visit_Template(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        said = self._said(node) if frame.eval_ctx.autoescape else None
        return super()._output_child_to_const(node, frame, finalize) if said is None else said

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(shown if (shape := type(shown := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write("))) is Markup else escape_text(shown) if shape is str else escape(shown))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write the asking for an attribute."""
        self.write("(got if (got := getattr(asked := (")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(asked, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call."""
        callee = node.node
        plain = not forward_caller and node.dyn_args is None and node.dyn_kwargs is None
        said = self._said(node) if plain else None
        if said is not None:
            self.write(f"Markup({said!r})")
        elif plain and (isinstance(callee, nodes.Getattr) or (isinstance(callee, nodes.Name) and callee.name in _SAY)):
            self.visit(callee, frame)
            self._arguments(node, frame)
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _arguments(self, node: nodes.Call, frame: Frame) -> None:
        self.write("(")
        for position, argument in enumerate(node.args):
            self.write(", " if position else "")
            self.visit(argument, frame)
        for position, keyword in enumerate(node.kwargs):
            self.write(", " if position or node.args else "")
            self.write(f"{keyword.key}=")
            self.visit(keyword.value, frame)
        self.write(")")

    def _said(self, node: nodes.Expr) -> str | None:
        """What `_("…")` says; None for all else."""
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "_" and len(node.args) == 1:
            text = node.args[0]
            if isinstance(text, nodes.Const) and not (node.kwargs or node.dyn_args or node.dyn_kwargs):
                return str(cast("Callable[[str], str]", self.environment.globals["_"])(text.value))
        return None


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled, in a folder that Jinja keeps for this user alone: never in the community's, where code could come from others.

    `salt` names all that decides what a template is compiled to, beside its text.
    """

    def __init__(self, salt: str) -> None:
        super().__init__(pattern="storywall-%s")
        self._salt = salt

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """A template's name among those compiled."""
        return super().get_cache_key(f"{self._salt} {name}", filename)


def compiled(salt: str) -> Compiled | None:
    """Where compiled templates are kept; None where there is no folder that only this user can write to."""
    try:
        return Compiled(salt)
    except (RuntimeError, OSError):
        return None
