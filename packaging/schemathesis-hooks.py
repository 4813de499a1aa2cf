"""What schemathesis leaves alone: the account that it acts as, which must keep its rights to the end."""

import os

import schemathesis

ACTOR = os.environ["PALOMAR_ACTOR"]


@schemathesis.hook
def filter_case(context, case):
    address = (case.path_parameters or {}).get("address")
    return case.method.upper() == "GET" or address != ACTOR
