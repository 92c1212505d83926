"""Links of mailings without what tells who follows them.

Comes in: an address. Goes out: the address that it leads to in the end, as anyone may share it, or None for one that belongs
to one reader alone. Asks no server: an address that only the sender can resolve is given up.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from forum_sync.html.clean import web_link

_MAX_WRAPS = 5
_MAX_LENGTH = 4000
_WEB = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+", re.IGNORECASE)
_TARGET = re.compile(
    r"(?:redirect|redirect_?(?:url|uri|to)|url|uri|u|target|targeturl|to|dest|destination|goto|link|lien|href|page_?url|q|r)",
    re.IGNORECASE,
)
_TRACKING = re.compile(
    r"(?:utm_|mc_|at_|pk_|mtm_|piwik_|matomo_|hsa_|_hs|vero_|oly_|ns_|sib_|sbc_|trk_|elq|spMailing|spUser|spJob|spReport|ml_sub).*"
    r"|xtor|xts|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mkt_tok|wickedid|"
    r"hsctatracking|_ke|_kx|ck_subscriber_id|cmpid|wt_mc|s_cid|trk|mailing_?id|campaign_?id|actid|nl_?id|dm_i|__s",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"e-?mail|mail|courriel|token|jeton|uid|user_?id|subscriber(?:_?id)?|contact(?:_?id)?|recipient(?:_?id)?|"
    r"destinataire|abonne|eid|auth|key|cle|hash|hmac|sig|signature|x-amz-signature",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[a-z]{2,}", re.IGNORECASE)
_LEAVING = re.compile(
    r"(?:se[-_])?(?:unsubscribe|unsub|d[eé]s?abonn\w*|d[eé]sinscri\w*|opt[-_]?out|list-unsubscribe|forward-to-(?:a-)?friend|"
    r"update[-_]?profile|(?:email|mail|manage)[-_]?preferences|manage[-_]?subscriptions?)(?:\.\w+)?",
    re.IGNORECASE,
)
_TRACKERS = re.compile(
    r"(?:^|\.)(?:list-manage\d?\.com|sendib[tm]\d?\.com|sendinblue\.com|r\.(?:\w+\.)*brevo\.com|sbc\d*\.(?:com|net|fr)|"
    r"sarbacane\.(?:com|io)|mjt\.lu|mailjet\.com|mlsend\.com|mailerlite\.com|mlclick\.com|ct\.sendgrid\.net|awstrack\.me|"
    r"hubspotlinks\.com|cmail\d+\.com|createsend\d?\.com|emlnk\d?\.com|activehosted\.com|acemlna\.com|rs6\.net|exct\.net|"
    r"mailgun\.org|klclick\d?\.com|ctrk\.klclick\d?\.com|emv\d\.com|dolist\.net|dmtracking\d?\.com|mailpro\.com|mandrillapp\.com|"
    r"sparkpostmail\d?\.com)$",
    re.IGNORECASE,
)
_TRACKING_LABEL = re.compile(
    r"(?:click|clicks|clic|clics|track|tracking|trk|trc|links?|lnk|email|emails|mail|mailing|mailings|news|newsletters?|nl|"
    r"r|t|e|go|ct|em\d*|url\d*|infolettre|emailing)",
    re.IGNORECASE,
)
_TRACKING_PART = re.compile(
    r"(?:clicks?|clic|cl\d?|track(?:ing)?|trk|lnk|ls|links?|c|r|t|e|o|f|q|mk|redirect|open|view|wf)", re.IGNORECASE
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[A-Za-z]{1,4}\d{1,4}|\d{1,4}[a-z]{1,4}")
_OPAQUE = 12
"""Letters and digits in an order that no word has, from which a part of an address stands for somebody."""
_HALF = 0.5
_SHORT, _SHORTEST_CODE = 16, 20


def newsletter_link(address: str) -> str | None:
    """`clean.Context.link` for what was mailed or comes from the web: the plain address, None for a relative one."""
    found = web_link(address)
    return plain_address(found) if found else None


def plain_address(href: str) -> str | None:
    """Where a link leads, without redirects and marks of campaigns; None when it names its reader or ends a subscription."""
    if len(href) > _MAX_LENGTH:
        return None
    if not href.lower().startswith(("http://", "https://")):
        return None if _LEAVING.search(href) else href
    try:
        return _plain(href)
    except ValueError:
        return None


def _plain(href: str) -> str | None:
    for _ in range(_MAX_WRAPS):
        wrapped = next(_wrapped(urlsplit(href)), None)
        if wrapped is None:
            break
        href = wrapped
    parts = urlsplit(href)
    kept = parts._replace(query=_without_marks(parts.query), fragment=_without_marks(parts.fragment), netloc=_bare(parts))
    return None if _is_personal(kept) else urlunsplit(kept)


def _wrapped(parts: SplitResult) -> Iterator[str]:
    """Addresses that are packed into another one: as a parameter, in a part of the path, as text or in base64."""
    for name, value in parse_qsl(parts.query):
        if _TARGET.fullmatch(name):
            yield from _addresses(value)
    for part in parts.path.split("/"):
        yield from _addresses(unquote(part))
    if urldefense := re.search(r"/v3/__(https?:/.+?)__;", parts.path + parts.query):
        yield re.sub(r"^(https?):/+", r"\1://", urldefense[1])


def _addresses(value: str) -> Iterator[str]:
    if _WEB.match(value):
        yield value
    elif len(value) >= _SHORTEST_CODE and re.fullmatch(r"[\w+/=-]+", value, re.ASCII):
        with suppress(ValueError):
            found = base64.b64decode(
                value.translate(str.maketrans("-_", "+/")).rstrip("=") + "=" * (-len(value.rstrip("=")) % 4)
            )
            if _WEB.match(text := found.decode()) and text.isprintable():
                yield text


def _without_marks(query: str) -> str:
    """The same parameters in the same spelling, but for those of campaigns and those that hold an e-mail address."""
    return "&".join(each for each in re.split(r"&(?:amp;)?", query) if not _is_mark(each))


def _is_mark(parameter: str) -> bool:
    name, _, value = map(unquote, parameter.partition("="))
    return bool(_TRACKING.fullmatch(name) or _MAIL.fullmatch(value))


def _bare(parts: SplitResult) -> str:
    """The host without a name and password before it."""
    return parts.netloc.rpartition("@")[2]


def _is_personal(parts: SplitResult) -> bool:
    host, path = parts.hostname or "", [unquote(part) for part in parts.path.split("/") if part]
    if _TRACKERS.search(host):
        return bool(path or parts.query)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if any(map(_LEAVING.fullmatch, [*path, *(word for pair in pairs for word in pair)])):
        return True
    if any(_PERSONAL.fullmatch(name) and (len(value) >= _SHORT or _is_opaque(value)) for name, value in pairs):
        return True
    mailed = _TRACKING_LABEL.fullmatch(host.partition(".")[0]) or (path and _TRACKING_PART.fullmatch(path[0]))
    return bool(mailed) and any(map(_is_opaque, [*path, *(value for _, value in pairs)]))


def _is_opaque(part: str) -> bool:
    """Whether it is mostly no words and numbers: `AVkAAGzR4QAAAcbmS8U`, a digest, but not `Guide-PES-V2-2024.pdf`."""
    words = re.findall(r"[A-Za-z0-9]+", part)
    odd = sum(len(word) for word in words if not _WORD.fullmatch(word))
    return odd >= _OPAQUE and odd >= _HALF * sum(map(len, words))
