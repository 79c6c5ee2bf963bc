"""The process that holds the database driver: requests in, rows out as Arrow.

It runs apart from the command for three reasons. The driver's pool tries a refused login again
for half a minute, which locks accounts; it tells of faults by a panic on stderr; and nothing but
the end of its process stops it. Whoever started this process reads its words and ends it.

A request is a line of JSON on stdin: address, query, what is executed before it, rows of a batch.
Its answer is one Arrow stream on stdout and a line of JSON with the number of rows. The first fault
is a line of JSON on stderr and the end.
"""

from __future__ import annotations

import json
import sys

import connectorx
import pyarrow as pa


def main() -> int:
    """Answer requests until stdin ends; 1 after a fault."""
    out = sys.stdout.buffer
    for line in sys.stdin:
        request = json.loads(line)
        try:
            batches = connectorx.read_sql(
                request["address"],
                request["query"],
                return_type="arrow_stream",
                pre_execution_query=request["before"] or None,
                batch_size=request["batch_rows"],
            )
            rows = 0
            answer = pa.ipc.new_stream(out, batches.schema)
            for batch in batches:
                answer.write_batch(batch)
                rows += batch.num_rows
            # Closed in no other case, for a stream that is closed looks whole.
            answer.close()
            out.write(json.dumps({"rows": rows}).encode() + b"\n")
            out.flush()
        except BrokenPipeError:
            return 1
        except BaseException as error:  # the driver's panic is no Exception
            sys.stderr.write(json.dumps({"fault": str(error)}) + "\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
