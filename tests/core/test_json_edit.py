"""Changes to a JSON object that leave every other byte as it is."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from core.dialects.json_edit import members, with_key, with_value

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
_objects = st.dictionaries(
    st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=["Cc", "Cs"])), _values
)


@given(_objects, st.sampled_from([None, 2]), st.booleans())
def test_every_member_is_found_with_its_exact_value(
    value: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    found = [(json.loads(b'"' + m.key + b'"'), json.loads(body[slice(*m.value_span)])) for m in members(body)]
    assert found == list(value.items())


def test_only_the_named_value_changes() -> None:
    assert (
        with_value(b'{ "a" : [1, {"b":2}],\n "b": "x" , "c":{}}', "b", True)
        == b'{ "a" : [1, {"b":2}],\n "b": true , "c":{}}'
    )


def test_a_missing_member_is_put_in_front() -> None:
    assert with_value(b'{"a":1}', "stream", True) == b'{"stream":true,"a":1}'
    assert with_value(b"{ }", "stream", True) == b'{"stream":true }'


def test_only_the_named_key_changes() -> None:
    assert with_key(b'{"x":{"old":1},"old":[2]}', "old", "new") == b'{"x":{"old":1},"new":[2]}'
    assert with_key(b'{"a":"old"}', "old", "new") == b'{"a":"old"}'
