"""Reads the events of an audit table, as docs/data-model.md describes them.

Usage: read_items.py ENDPOINT_URL TABLE_NAME ORIGINAL_EVENT_JSON
Prints one line of JSON for each event.
"""

import json
import re
import sys
import time
import zlib

import boto3

FORMATS = (1, 2)
PARTITIONS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
    ("eusc-", "aws-eusc"),
)
SAME_NAME = ("eventName", "errorCode", "accountId", "accessKeyId", "originalEventId", "sharedEventId")
DEFAULTS = {"service": "dynamodb", "plane": "data", "access": "read", "outcome": "succeeded"}
ABSENT = object()


def plain(attribute):
    """An attribute value of DynamoDB as a value of Python. NULL is None."""
    [(kind, value)] = attribute.items()
    if kind == "NULL":
        return None
    if kind == "N":
        return int(value)
    if kind == "L":
        return [plain(element) for element in value]
    if kind == "M":
        return {name: plain(member) for name, member in value.items()}
    return value


def partition(region):
    return next((name for prefix, name in PARTITIONS if region.startswith(prefix)), "aws")


def whole_arn(value, prefix):
    if value.startswith("::"):
        return value[1:]
    return prefix + value[1:] if value.startswith(":") else value


def whole_user_agent(value, pieces):
    return re.sub(r"~(.)", lambda match: {"~": "~", **pieces}[match[1]], value)


def read_source(source, record):
    bucket, form, rest = re.fullmatch(r"([^/*]*)([/*])(.*)", source, re.S).groups()
    if form == "/":
        return {"bucket": bucket, "key": rest}
    stamp, _, head = rest.partition("*")
    digits, _, unique = stamp.partition("_")
    day = digits[:-4] or record["eventTime"][:10].replace("-", "")
    if "*" not in rest:
        head = "AWSLogs/"
    account, region = record["accountId"], record["region"]
    folder = f"{head}{account}/CloudTrail/{region}/{day[:4]}/{day[4:6]}/{day[6:]}"
    return {
        "bucket": bucket,
        "key": f"{folder}/{account}_CloudTrail_{region}_{day}T{digits[-4:]}Z_{unique}.json.gz",
    }


def read_principal(summary, account, region):
    prefix = f"arn:{partition(region)}:iam::{account}:"
    principal = {"id": whole_arn(summary["principalId"], prefix)}
    principal["type"] = summary.get("principalType", "AssumedRole")
    name = summary.get("principalName", ABSENT)
    if name is ABSENT:
        _, slash, after = principal["id"].rpartition("/")
        name = after if slash else None
    if name is not None:
        principal["name"] = name
    for attribute, field in (("sessionName", "session"), ("sourceIdentity", "sourceIdentity")):
        if attribute in summary:
            principal[field] = summary[attribute]
    for field in ("onBehalfOf", "mfa"):
        if field in summary:
            principal[field] = summary[field]
    return principal


def read_record(item, pieces):
    summary = item["summary"]
    if summary["format"] not in FORMATS:
        raise ValueError(f"unknown format {summary['format']}")
    record = {"eventId": item["eventId"], "eventTime": item["occurred"].rpartition("#")[0]}
    for name, default in DEFAULTS.items():
        record[name] = summary.get(name, default)
    usual_source = "dax.amazonaws.com" if record["service"] == "dax" else "dynamodb.amazonaws.com"
    record["eventSource"] = summary.get("eventSource", usual_source)
    category = summary.get("category", "item")
    if category is not None:
        record["category"] = category
    for name in SAME_NAME + ("categories", "impliedTables", "cutFields"):
        if name in summary:
            record[name] = summary[name]
    if "awsRegion" in summary:
        record["region"] = summary["awsRegion"]
    if "sourceIPAddress" in summary:
        record["sourceIp"] = summary["sourceIPAddress"]
    if "userAgent" in summary:
        record["userAgent"] = whole_user_agent(summary["userAgent"], pieces)
    account, region = summary.get("accountId", ""), summary.get("awsRegion", "")
    record["principal"] = read_principal(summary, account, region)
    service = "dax" if record["service"] == "dax" else "dynamodb"
    prefix = f"arn:{partition(region)}:{service}:{region}:{account}:"
    resources = [whole_arn(value, prefix) for value in summary.get("resources", [])]
    own = item.get("resource", "").partition("|")[2]
    record["resources"] = resources + ([own] if own and own not in resources else [])
    if "risk" in summary:
        record["risk"] = {"level": summary["risk"], "rules": summary.get("riskRules", [])}
    return record


def read_original(deflated, record, dictionary):
    principal = record["principal"]
    resource = record["resources"][0] if record["resources"] else ""
    fields = {
        **record,
        "eventDate": record["eventTime"][:10],
        "awsRegion": record.get("region"),
        "sourceIPAddress": record.get("sourceIp"),
        "principalId": principal["id"],
        "principalType": principal["type"],
        "principalName": principal.get("name"),
        "sessionName": principal.get("session"),
        "resource": resource,
        "resourceName": resource.split("/")[1] if "/" in resource else "",
    }
    template = re.sub(r"\{(\w+)\}", lambda match: fields.get(match[1]) or "", dictionary["template"])
    inflater = zlib.decompressobj(zdict=(dictionary["pieces"] + template).encode())
    return inflater.decompress(deflated) + inflater.flush()


def main(endpoint, table, dictionary_file):
    with open(dictionary_file, encoding="utf-8") as file:
        dictionary = json.load(file)
    client = boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="reader",
        aws_secret_access_key="reader",
    )
    for page in client.get_paginator("scan").paginate(TableName=table):
        for attributes in page["Items"]:
            item = {name: plain(value) for name, value in attributes.items()}
            if not item["part"].startswith("event#") or item.get("expiresAt", time.time() + 1) <= time.time():
                continue
            record = read_record(item, dictionary["userAgentPieces"])
            event = {
                "record": record,
                "contentHash": item["part"].partition("#")[2],
                "source": read_source(item["source"], record),
                "truncated": item["summary"].get("truncated", False),
            }
            if "original" in item:
                event["original"] = read_original(item["original"], record, dictionary).decode()
            print(json.dumps(event))


if __name__ == "__main__":
    main(*sys.argv[1:])
