"""The log: one line of JSON for each message, without code, address or number.

A line is also a metric in the embedded metric format of CloudWatch: `Messages` in the namespace
`CustomSender`, by function and result.
"""

from __future__ import annotations

import json
import sys
import time


def write(function: str, result: str, **fields: object) -> None:
    """Write a line."""
    line = {
        "_aws": {
            "Timestamp": int(time.time() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": "CustomSender",
                    "Dimensions": [["FunctionName", "Result"]],
                    "Metrics": [{"Name": "Messages", "Unit": "Count"}],
                }
            ],
        },
        "FunctionName": function,
        "Result": result,
        "Messages": 1,
        **{name: value for name, value in fields.items() if value},
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
