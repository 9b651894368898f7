"""The value of a CloudWatch metric math expression, for given values of its metrics.

Source: CloudWatch User Guide, "Using math expressions with CloudWatch metrics". Only what an alarm
on a rate needs is known here: arithmetic, comparisons, AND, OR, IF, and functions of one value or
of a list. What a function over time would answer is not known.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence

Values = Mapping[str, float | None]
_LONGEST = 2048  # API, MetricDataQuery.Expression: 1 to 2048 characters

_BINARY: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARED: Mapping[type, Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_OF_A_LIST: Mapping[str, Callable[[Sequence[float]], float]] = {
    "MAX": max,
    "MIN": min,
    "SUM": math.fsum,
    "AVG": lambda values: math.fsum(values) / len(values),
}
_OF_ONE: Mapping[str, Callable[[float], float]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
}


class _Unknown(Exception):
    """Something in the expression is not known here."""


def evaluate(expression: str, values: Values) -> float | None:
    """The value of an expression; None if it is not known.

    Args:
        expression: as in an alarm, such as `MAX([m1, m2]) * 100`.
        values: the values of metrics and other expressions by ID; None if it is not known.
    """
    text = re.sub(r"&&|\bAND\b", " and ", expression)
    text = re.sub(r"\|\||\bOR\b", " or ", text).strip()
    if len(text) > _LONGEST:
        return None
    try:
        return float(_number(ast.parse(text, mode="eval").body, values))
    except (_Unknown, SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _number(node: ast.expr, values: Values) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name(id=name) if (found := values.get(name)) is not None:
            return found
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, values)
        case ast.BinOp(left=left, op=kind, right=right) if type(kind) in _BINARY:
            return _BINARY[type(kind)](_number(left, values), _number(right, values))
        case ast.Compare(left=left, ops=[kind], comparators=[right]) if type(kind) in _COMPARED:
            return _COMPARED[type(kind)](_number(left, values), _number(right, values))
        case ast.BoolOp(op=kind, values=parts):
            truths = [_number(part, values) != 0 for part in parts]
            return all(truths) if isinstance(kind, ast.And) else any(truths)
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]):
            return _called(name.upper(), given, values)
    raise _Unknown


def _called(name: str, given: Sequence[ast.expr], values: Values) -> float:
    if name == "IF" and len(given) == 3:
        chosen = given[1] if _number(given[0], values) else given[2]
        return _number(chosen, values)
    if name == "FILL" and len(given) == 2:  # only a period without data gets the second value
        return _number(given[0], values)
    if name in _OF_ONE and len(given) == 1:
        return _OF_ONE[name](_number(given[0], values))
    if name in _OF_A_LIST and len(given) == 1:
        return _OF_A_LIST[name](_several(given[0], values))
    raise _Unknown


def _several(node: ast.expr, values: Values) -> list[float]:
    if isinstance(node, ast.List) and node.elts:
        return [_number(element, values) for element in node.elts]
    raise _Unknown
