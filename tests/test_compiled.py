"""Templates compiled by the quick generator say what Jinja's own says: above all, they escape as much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from storywall.render.compiled import QuickCodeGenerator

PIECES = {
    "value": "{{ value }}",
    "joined": "a{{ value }}b{{ value ~ value }}{{ 'c' }}",
    "attribute": '<a title="{{ value }}"{{ safe }}>',
    "method": "{{ thing.shout(value) }}{{ thing.shout(value, mark='<') }}{{ thing.same(value) }}",
    "macro": "{% macro m(v, w='&') %}[{{ v }}{{ w }}]{% endmacro %}{{ m(value) }}{{ m(v=value, w=safe) }}",
    "imported": "{% import 'macros' as macros %}{{ macros.twice(value) }}{{ macros.twice(v=safe) }}",
    "loop": "{% for v in [value, safe, value] %}{{ loop.index }}{{ loop.cycle('<', '>') }}{{ v }}{% endfor %}",
    "block": "{% set made %}{{ value }}{% endset %}{{ made }}{% filter upper %}{{ value }}{% endfilter %}",
    "caller": "{% macro box() %}<b>{{ caller() }}</b>{% endmacro %}{% call box() %}{{ value }}{% endcall %}",
    "condition": "{{ value if value else safe }}{% if thing.same(value) == value %}{{ value|e }}{% endif %}",
    "said": '{{ _("Newer & older") }}{{ _("By %(name)s", name=value) }}{{ _(value) }}',
    "numbers": "{{ 1 }}{{ 2.5 }}{{ none }}{{ [value, safe] }}{{ thing }}",
    "safe": "{{ value|safe }}{{ safe|upper }}{% autoescape false %}{{ value }}{% endautoescape %}",
}
MACROS = "{% macro twice(v) %}{{ v }}{{ v }}{% endmacro %}"


class Thing:
    def shout(self, text, mark="!"):
        return f"{text}{mark}"

    def same(self, value):
        return value

    def __str__(self):
        return "<thing>"


def environment(generator):
    made = Environment(loader=DictLoader({"macros": MACROS, **PIECES}), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    made.code_generator_class = generator
    made.globals["_"] = lambda text, **values: Markup(text) % values if values else Markup(text)
    return made


QUICK, OWN = environment(QuickCodeGenerator), environment(CodeGenerator)


@pytest.mark.parametrize("name", PIECES)
@given(value=st.one_of(st.text(), st.text(alphabet="<>&'\"a"), st.integers()))
def test_it_says_the_same(name, value):
    values = {"value": value, "safe": Markup("<i>safe</i>"), "thing": Thing()}
    assert QUICK.get_template(name).render(values) == OWN.get_template(name).render(values)


def test_what_isnt_there_is_still_an_error():
    with pytest.raises(UndefinedError):
        QUICK.from_string("{{ nothing }}").render()
    with pytest.raises(UndefinedError):
        QUICK.from_string("{{ thing.nothing() }}").render(thing=Thing())
