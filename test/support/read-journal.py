"""Reads a journal with PyMongo and nothing of the service: python3 read-journal.py <folder of the journal>."""
import gzip
import hashlib
import json
import pathlib
import sys

from bson import raw_bson


def documents_of(content):
    position = 0
    while position < len(content):
        length = int.from_bytes(content[position:position + 4], "little")
        yield content[position:position + length]
        position += length


segments = 0
kinds = {}
previous = "0" * 64
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.journal")):
    segments += 1
    for frame in documents_of(path.read_bytes()):
        hash_of_frame = hashlib.sha256(previous.encode() + frame[:-33]).digest()
        if hash_of_frame != frame[-33:-1]:
            sys.exit(f"{path.name}: a hash differs")
        previous = hash_of_frame.hex()
        values = raw_bson.RawBSONDocument(frame)
        if "content" not in values or values["events"] == 0:
            continue
        content = gzip.decompress(values["content"])
        events = [raw_bson.RawBSONDocument(event) for event in documents_of(content)]
        if len(events) != values["events"] or len(content) != values["contentBytes"]:
            sys.exit(f"{path.name}: other events than it says")
        for event in events:
            kinds[event["operationType"]] = kinds.get(event["operationType"], 0) + 1
print(json.dumps({"segments": segments, "kinds": kinds}))
