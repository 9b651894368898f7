"""The generated pages of inputs and outputs match the HCL, and their examples are valid."""

import pytest

from cognito_messaging.lint import Compared, lint
from tools.module_pages import EXAMPLES, REPOSITORY, blocks, examples, pages

PAGES = pages()
MODULES = [REPOSITORY, *sorted(path.parent for path in REPOSITORY.glob("modules/*/versions.tf"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_the_pages_match_the_hcl(path):
    assert path.exists(), "Run 'make docs'."
    assert path.read_text(encoding="utf-8") == PAGES[path], "Run 'make docs'."


def test_every_module_has_a_page():
    assert set(MODULES) == {path.parent for path in PAGES} - {REPOSITORY / "docs"} | {REPOSITORY}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_input_has_an_example_and_no_other_name_has_one(module):
    inputs = {block.name for block in blocks(module, "variable")}
    assert {name for source, name in dict(examples()) if source == module} == inputs


@pytest.mark.parametrize("folder", [EXAMPLES, EXAMPLES / "provider-6"], ids=lambda path: path.name)
def test_terraform_ignores_no_attribute_of_the_examples(folder):
    findings = list(lint(folder))
    assert any(isinstance(one, Compared) for one in findings)
    assert [one for one in findings if not isinstance(one, Compared)] == []


@pytest.mark.terraform_module("../../docs/every-input")
@pytest.mark.scenario
def test_terraform_plans_the_examples(planned):
    created = {resource.type for resource in planned.resources.values()}
    assert {"aws_cognito_user_pool", "aws_route53_record", "aws_iam_role"} <= created
