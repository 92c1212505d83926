"""What to do, from what is known and what is listed. Pure: knows no store, no source and no clock."""

from collections.abc import Collection, Mapping

from forum_sync.model import Page, Read, Remove


def decide(known: Mapping[str, str], page: Page) -> tuple[Read, ...]:
    """Read what is new on `page` or has another signature than the one in `known`."""
    return tuple(Read(summary=summary) for summary in page.summaries if known.get(summary.id) != summary.signature)


def decide_removed(known: Mapping[str, str], seen: Collection[str]) -> tuple[Remove, ...]:
    """Remove what is known and was not seen; to be asked only after a listing that went to its end."""
    return tuple(Remove(id=item_id) for item_id in known if item_id not in seen)
