"""The file that fills in a registration: read, checked against AWS's form, and its template."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cognito_messaging.registrations.document import (
    Document,
    InvalidDocument,
    read_document,
    template,
)
from cognito_messaging.registrations.forms import Form, FormAssociation, FormField
from cognito_messaging.registrations.validation import problems, unsure

TYPE = "US_TOLL_FREE_REGISTRATION"
HEAD = f'registration_type = "{TYPE}"\nname = "codes"\n'
PNG = b"\x89PNG\r\n\x1a\n"


def form(*fields: FormField, before: tuple[str, ...] = ()) -> Form:
    ways = [FormAssociation(kind, "ASSOCIATE_BEFORE_SUBMIT") for kind in before]
    return Form(TYPE, "Toll-free", ways, fields)


def text_field(path: str = "a.b", need: str = "REQUIRED", **more: Any) -> FormField:
    return FormField(path, "TEXT", need, **{"least": 1, "most": 10, **more})


def select(path: str = "a.s", **more: Any) -> FormField:
    return FormField(
        path, "SELECT", "REQUIRED", **{"least": 1, "most": 1, "options": ("ONE", "TWO"), **more}
    )


def attachment(path: str = "a.f") -> FormField:
    return FormField(path, "ATTACHMENT", "REQUIRED")


def found(
    of: Form, path: Path = Path("f.toml"), associate: str = "", **values: object
) -> list[str]:
    """The problems of a file with these values, whose keys have __ for a dot."""
    given = {key.replace("__", "."): value for key, value in values.items()}
    return problems(of, Document(path, TYPE, "codes", (associate,) if associate else (), given))


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "f.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_gives_values_by_their_path(tmp_path: Path) -> None:
    body = '[a]\nb = "x"\ns = ["ONE", "TWO"]\nempty = ""\nnone = []\n[a.c]\nd = "y"\n'
    read = read_document(write(tmp_path, HEAD + 'associate = ["+1", "", "+1"]\n' + body))
    assert (read.type, read.name, read.associate) == (TYPE, "codes", ("+1",))
    assert read.values == {"a.b": "x", "a.s": ["ONE", "TWO"], "a.c.d": "y"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "registration_type"),
        ('registration_type = "a b"\nname = "x"\n', "registration_type"),
        ("registration_type = 7\n", "registration_type"),
        (f'registration_type = "{TYPE}"\n', "name"),
        (f'registration_type = "{TYPE}"\nname = ""\n', "name"),
        (f'registration_type = "{TYPE}"\nname = "{"x" * 257}"\n', "name"),
        (f'registration_type = "{TYPE}"\nname = 7\n', "name"),
        (HEAD + "associate = 18885550123\n", "associate"),
        (HEAD + "associate = [1]\n", "associate"),
        (HEAD + "[a]\nb = 1\nb = 2\n", "is not TOML"),
        (HEAD + "b: 1\n", "is not TOML"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    with pytest.raises(InvalidDocument, match=told) as refused:
        read_document(write(tmp_path, content))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(InvalidDocument):
            read_document(path)


def test_a_right_file_has_no_problem() -> None:
    assert found(form(text_field(), select()), a__b="x", a__s="TWO") == []


def test_every_problem_is_found_at_once() -> None:
    told = found(
        form(text_field(), select(), text_field("a.c"), before=("TOLL_FREE",)),
        a__b="x" * 11,
        a__s="three",
        b__b="?",
    )
    assert [one.partition(":")[0] for one in told] == ["b.b", "associate", "a.b", "a.s", "a.c"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "1 to 10"),
        ("x" * 11, "11 characters: write 1 to 10"),
        (7, "7 is not a text: write it in quotes"),
        (True, "True is not a text: write it in quotes"),
        (["x"], "is not a text: write it in quotes"),
    ],
)
def test_a_text_must_be_in_quotes_and_within_its_limits(value: object, told: str) -> None:
    (problem,) = found(form(text_field()), a__b=value)
    assert told in problem


def test_no_text_is_longer_than_the_api_takes() -> None:
    (problem,) = found(form(text_field(most=5000)), a__b="x" * 2049)
    assert "write 1 to 2048" in problem


def test_a_text_must_match_the_whole_pattern() -> None:
    country = text_field(pattern="[A-Z]{2}", format="two letters", example="US")
    assert found(form(country), a__b="US") == []
    (problem,) = found(form(country), a__b="USA")
    assert problem == "a.b: 'USA' does not have the form two letters, such as US"


def test_a_pattern_of_another_dialect_is_left_to_aws() -> None:
    assert found(form(text_field(pattern=r"\p{L}++")), a__b="x") == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("one", "'one' is no option: write ONE"),
        ("xyz", "write one of ONE, TWO"),
        (1, "1 is not a text: write it in quotes"),
        (["ONE", "TWO"], "2 options: write 1 to 1"),
    ],
)
def test_a_choice_must_be_an_option(value: object, told: str) -> None:
    (problem,) = found(form(select()), a__s=value)
    assert told in problem


def test_several_options_can_be_chosen_where_the_form_takes_them() -> None:
    assert found(form(select(most=2)), a__s=["ONE", "TWO"]) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.gif", b"GIF89a", "ends with .pdf, .jpg or .png"),
        ("absent.png", None, "No such file"),
        ("a.png", b"GIF89a", "is not what its name says"),
        ("a.pdf", b"", "is not what its name says"),
        ("a.png", PNG + b"x" * 5 * 1024 * 1024, "at most 5242880"),
    ],
)
def test_an_attachment_must_be_a_file_that_aws_takes(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (problem,) = found(form(attachment()), tmp_path / "f.toml", a__f=name)
    assert told in problem


@pytest.mark.parametrize(
    ("name", "content"), [("a.PNG", PNG), ("a.pdf", b"%PDF-1"), ("a.jpeg", b"\xff\xd8\xff")]
)
def test_an_attachment_is_found_beside_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert found(form(attachment()), tmp_path / "f.toml", a__f=name) == []


def test_an_unknown_field_names_the_field_that_was_meant() -> None:
    (problem,) = found(form(text_field("a.city", "OPTIONAL")), a__citi="x")
    assert problem == f"a.citi: {TYPE} has no such field: write a.city"
    (problem,) = found(form(), zzz="x")
    assert problem.endswith("leave it out")


def test_what_cannot_be_associated_before_the_approval_is_left_out() -> None:
    assert found(form(before=("TOLL_FREE",)), associate="+18885550123") == []
    (problem,) = found(form(), associate="+18885550123")
    assert "leave it out" in problem


def conditional(operator: str, *values: str, default: str = "DISALLOWED") -> FormField:
    condition = {"DependsOnFieldPath": "a.s", "Operator": operator, "Values": list(values)}
    rules = [{"Conditions": [condition], "RuleBehavior": "REQUIRED"}]
    behavior = {"Rules": rules, "DefaultBehavior": default}
    return text_field(need="CONDITIONAL", conditions=behavior)


@pytest.mark.parametrize(
    ("operator", "values", "chosen", "need"),
    [
        ("EQUALS", ["ONE"], "ONE", "REQUIRED"),
        ("EQUALS", ["ONE"], "TWO", "DISALLOWED"),
        ("EQUALS", ["ONE"], None, "DISALLOWED"),
        ("IN", ["ONE", "TWO"], "TWO", "REQUIRED"),
        ("NOT_EQUALS", ["ONE"], "TWO", "REQUIRED"),
        ("NOT_IN", ["ONE", "TWO"], "TWO", "DISALLOWED"),
        ("HAS_VALUE", [], "ONE", "REQUIRED"),
        ("HAS_VALUE", [], None, "DISALLOWED"),
        ("NO_VALUE", [], None, "REQUIRED"),
        ("LATER_THAN", ["ONE"], "ONE", "DISALLOWED"),
    ],
)
def test_a_condition_decides_on_another_field(
    operator: str, values: list[str], chosen: str | None, need: str
) -> None:
    given = {"a.s": chosen} if chosen else {}
    assert conditional(operator, *values).need_with(given) == need


def test_a_field_that_its_condition_does_not_allow_is_left_out() -> None:
    of = form(select(), conditional("EQUALS", "ONE"))
    assert found(of, a__s="ONE", a__b="x") == []
    (problem,) = found(of, a__s="TWO", a__b="x")
    assert problem == "a.b: leave it out: it is not allowed with this a.s"
    (problem,) = found(of, a__s="ONE")
    assert "it is required" in problem
    assert found(of, a__s="TWO") == []


def test_a_condition_that_aws_does_not_tell_is_doubtful_and_no_problem() -> None:
    of = form(text_field(need="CONDITIONAL"))
    assert found(of, a__b="x") == []
    assert unsure(of, Document(Path(), TYPE, "codes", (), {"a.b": "x"})) == ["a.b"]
    assert unsure(of, Document(Path(), TYPE, "codes", (), {})) == []


def test_a_template_is_toml_without_values_and_says_what_to_write(tmp_path: Path) -> None:
    of = form(
        text_field("first"),
        text_field("a.b", about="The city.\n]", example="Boston", format="letters"),
        text_field("z.b", "OPTIONAL"),
        select(most=2),
        attachment(),
        before=("TOLL_FREE",),
    )
    printed = template(of)
    assert tomllib.loads(printed) == {
        "registration_type": TYPE,
        "name": "",
        "associate": "",
        "first": "",
        "a": {"b": "", "s": [], "f": ""},
        "z": {},
    }
    for said in (
        "1 to 10 characters",
        "1 to 2 of ONE | TWO",
        "PDF",
        "Boston",
        "letters",
        "TOLL_FREE",
    ):
        assert said in printed
    assert all(len(line) <= 100 for line in printed.splitlines())
    filled = write(tmp_path, printed.replace('name = ""', 'name = "codes"'))
    required = {"associate", "first", "a.b", "a.s", "a.f"}
    told = problems(of, read_document(filled))
    assert {one.partition(":")[0] for one in told} == required
