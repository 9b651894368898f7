import pytest


@pytest.mark.scenario(size=20, label="a")
def test_large(applied):
    assert applied.outputs["doubled"] == 40


LIDS = {"a": {"key": "k"}, "b": {"key": "k", "colour": "red"}}


@pytest.mark.scenario(size=5, box={"width": 2, "lids": LIDS})
def test_small(planned):
    assert planned.outputs["doubled"] == 5


@pytest.mark.scenario(size=50)
def test_strange(planned):
    assert planned.warnings


@pytest.mark.scenario(size=0, rejects="above 0")
def test_zero(): ...


@pytest.mark.scenario(size=13, rejects="13 is not a size")
def test_thirteen(): ...
