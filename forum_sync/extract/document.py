"""One document of any format, read by workers.

Comes in: bytes. Goes out: the format and the Extract. Knows no format.
"""

import msgspec

from forum_sync.extract.ocr import read_pictures
from forum_sync.extract.worker import Answer, run_worker


def extract(data: bytes, *, wall: float = 30) -> Answer:
    """Extract a document within `wall` seconds, 10 s of processor and 1 GiB; pages that are pictures take their own time.

    Raises ExtractError.
    """
    answer = msgspec.json.decode(run_worker(data, "document", wall=wall), type=Answer)
    return msgspec.structs.replace(answer, extract=read_pictures(data, answer.extract))
