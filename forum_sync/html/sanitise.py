"""The allow-list of what may stand in published HTML: the last step for all that comes from outside.

Comes in: any HTML of bounded size and depth. Goes out: HTML that runs nothing and fetches nothing from elsewhere.
"""

import re

import nh3

_TAGS = """
a abbr aside b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u ul
"""
_SILENT = "head iframe math noembed noframes noscript object script select style svg template textarea title xmp"
_CELL = {"colspan", "rowspan"}
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"class"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "span": {"class"},
    "td": _CELL,
    "th": _CELL | {"scope"},
}
_CLASSES = {("blockquote", "quote"), ("span", "mention")}
_LINK = re.compile(r"(?:https?:|mailto:|tel:).*|/[\w-]+/[0-9]+/(?:#message-[0-9]+)?", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"""(<[^>"]*(?:"[^"]*"[^>"]*)*>)""")
_LOCAL_IMAGE = re.compile(r"/media/[0-9a-f]{64}\.(?:png|jpg|gif|webp)")


def sanitise(html: str) -> str:
    """The HTML without any element, attribute, class, scheme or image that is not on the list."""
    return _cleaner.clean(html)


def pieces_of(html: str) -> list[str]:
    """Sanitised HTML as text, tag, text, tag … text; joined, they are the HTML again."""
    return _TAG.split(html)


def _kept_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return next((name for name in value.split() if (tag, name) in _CLASSES), None)
    if attribute == "href":
        return value if _LINK.fullmatch(value) else None
    if attribute == "src":
        return value if _LOCAL_IMAGE.fullmatch(value) else None
    return value


_cleaner = nh3.Cleaner(
    tags=set(_TAGS.split()),
    clean_content_tags=set(_SILENT.split()),
    attributes=_ATTRIBUTES,
    attribute_filter=_kept_value,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow ugc",
)
