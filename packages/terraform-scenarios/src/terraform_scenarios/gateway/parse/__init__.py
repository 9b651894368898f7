"""Reading the parameters of a request, in every protocol that botocore's models name.

The counterpart of botocore's serializers, with the same models.
"""

from __future__ import annotations

from typing import Any

from ..wire import CBOR, EC2, JSON, QUERY, HttpRequest, RequestedOperation
from .form import read_form
from .rest import read_rest
from .structured import json_structure, load_cbor, load_json


def read_parameters(requested: RequestedOperation, request: HttpRequest) -> dict[str, Any]:
    """The parameters as boto3 would take them, without those that the model does not know.

    Raises:
        AwsError: `SerializationException`, MalformedInput or similar: the request cannot be read.
    """
    shape = requested.operation.input_shape
    if shape is None:
        return {}
    if requested.protocol in (QUERY, EC2):
        return read_form(shape, request, ec2=requested.protocol == EC2)
    if requested.protocol == JSON:
        return json_structure(shape, load_json(request.body))
    if requested.protocol == CBOR:
        return json_structure(shape, load_cbor(request.body))
    return read_rest(shape, requested, request)
