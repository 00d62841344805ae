"""The protocol's file, its schema and its hash."""

import copy
import json

import pytest

from medadv_gui.core.errors import InputError
from medadv_gui.review.protocol import Order, Protocol, read_protocol
from tests.review.made import protocol, task


def test_a_protocol_comes_back_with_the_same_hash() -> None:
    made = protocol(tasks=(task(), task(id="sure", marks=True, scale="1-6", threshold=4)), practice=1, margin=0.05)
    document = made.to_json()
    again = read_protocol(json.dumps(document, indent=3).encode())
    assert again == made
    turned = read_protocol(json.dumps(dict(reversed(document.items()))).encode())
    assert turned.sha256 == again.sha256 == made.sha256


def test_any_change_is_another_hash() -> None:
    made = protocol()
    document = made.to_json()
    document["order"]["seed"] += 1
    assert Protocol.from_json(document).sha256 != made.sha256


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("schema_version",), 2, "schema_version: 2 is not 1"),
        (("title",), "two\nlines", "title"),
        (("extra",), 1, "extra"),
        (("cases", 0, "code"), "../../etc", r"cases\[0\]\.code"),
        (("cases", 0, "rows"), 70000, r"cases\[0\]\.rows"),
        (("cases", 0, "slope"), float("inf"), r"cases\[0\]\.slope"),
        (("cases", 1, "code"), "C00000", "the code C00000 is there twice"),
        (("cases", 0, "items"), [], r"cases\[0\]\.items"),
        (("cases", 0, "items", 0, "pictures"), [{"code": "AAAAAA", "sha256": "0" * 64}] * 2, "needs one picture"),
        (("cases", 0, "items", 0, "arm"), "sham", "arms are named in an open review alone"),
        (("cases", 0, "lowest"), 255, "lowest must be below highest"),
        (("cases", 0, "practice"), True, None),
        (("order", "gap"), 6, "6 is too many for 6 cases"),
        (("order", "repeats"), 7, "more than there are cases"),
        (("tasks", 0, "threshold"), 101, "threshold"),
        (("tasks", 0, "scale"), None, "needs a scale"),
        (("tasks", 0, "finding"), "polyp", "a finding belongs to a diagnosis"),
        (("tasks", 0, "kind"), "guess", r"tasks\[0\]\.kind"),
        (("margin",), 0, "margin"),
    ],
)
def test_what_is_no_protocol_is_refused(path: tuple, value: object, message: str | None) -> None:
    document = copy.deepcopy(protocol().to_json())
    place = document
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    if message is None:
        Protocol.from_json(document)
        return
    with pytest.raises(ValueError, match=message) as caught:
        Protocol.from_json(document)
    assert "\n" not in str(caught.value)


def test_an_image_too_large_for_memory_is_refused() -> None:
    document = protocol().to_json()
    document["cases"][0] |= {"rows": 65535, "columns": 65535}
    with pytest.raises(ValueError, match="more than 100 million pixels"):
        Protocol.from_json(document)


def test_tasks_are_of_one_kind() -> None:
    mixed = protocol(tasks=(task(), task(id="dx", kind="diagnosis", finding="polyp"))).to_json()
    with pytest.raises(ValueError, match="one kind"):
        Protocol.from_json(mixed)


@pytest.mark.parametrize("text", [b"", b"\xff", b"[1]", b"NaN", b"[" * 100_000, b'{"schema_version": 1}'])
def test_other_files_are_refused_in_one_line(text: bytes) -> None:
    with pytest.raises(InputError, match=r"protocol\.json: "):
        read_protocol(text)


def test_the_gap_of_one_case_is_none() -> None:
    assert Protocol.from_json(protocol(cases=1, order=Order(1, 0, 1)).to_json()).main
