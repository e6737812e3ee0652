"""Prints an export as pandas reads it: the types of its columns, and its rows as JSON."""

import json
import sys

import pandas

frame = pandas.read_parquet(sys.argv[1]).sort_values("eventTime")
types = {name: str(kind) for name, kind in frame.dtypes.items()}
rows = frame[["eventTime", "eventName", "mfa", "resources", "itemKeys", "original"]]
print(json.dumps({"types": types, "rows": json.loads(rows.to_json(orient="records", date_format="iso"))}))
