"""What can be made to go wrong, or to be of another version, at a synthetic forum."""

from dataclasses import dataclass, field

from fakes.answers import TEXT, Answer, error_of, page_of

PERIODS = {"text_429": 7, "json_429": 11, "html_502": 13, "truncated": 17, "broken_json": 19, "drop": 23}
"""Which requests a fault hits: every seventh and so on, so that the same request succeeds when it is made again."""


@dataclass
class Switches:
    """All may be changed while the forum is served."""

    old_feed: bool = False
    """The feed is a window of ids, `before` included; an empty page is not the end."""
    redirect_past_end: bool = False
    """A `page` beyond the end of a topic redirects to the last one, instead of 404."""
    pinned_first: bool = True
    """Pinned topics come first in lists by activity."""
    short_pages: bool = False
    """Pages of lists, and of the newer feed, hold fewer rows; the others come on the next page."""
    missing_ids: bool = False
    """Posts asked for by id: the last one is left out the first time."""
    mega_topics: bool = False
    """Topics of at least `mega_size` posts send no stream."""
    tag_objects: bool = False
    """Tags are objects, not names."""
    per_page: bool = False
    """Lists honour `per_page`, from 1 to 100."""
    text_429: bool = False
    """Every 7th request is one too many for the server, in plain text."""
    json_429: bool = False
    """Every 11th request is one too many for the application, in JSON without `extras`."""
    html_502: bool = False
    """Every 13th request meets a proxy without a server behind it."""
    truncated: bool = False
    """Every 17th answer ends before its promised length."""
    maintenance: bool = False
    """Every answer is a web page with status 200."""
    login_wall: bool = False
    """Anonymous JSON is refused with not_logged_in."""
    login_redirect: bool = False
    """Anonymous JSON is redirected to /login."""
    slug_redirect: bool = False
    """The address of a topic without its slug redirects to the one with it."""
    foreign_redirect: bool = False
    """The address of a topic without its slug redirects to another host."""
    loose_media_type: bool = False
    """JSON is announced in another spelling."""
    broken_json: bool = False
    """Every 19th JSON answer is only half of it."""
    wrong_types: bool = False
    """The topic `broken_topic` answers with wrong types."""
    broken_topic: int | None = None
    """A topic id, for `wrong_types`."""
    clock_skew: int = 0
    """Seconds added to all times and to the Date header."""
    slow: float = 0.0
    """Seconds before each answer."""
    drop: bool = False
    """Every 23rd request gets no answer, the connection is closed."""
    detailed_404: bool = False
    """A deleted topic answers 410, instead of 404."""
    lazy_categories: bool = False
    """/site.json lists one category only."""
    muted: set[int] = field(default_factory=set)
    """Categories, by id, that /latest leaves out."""
    revoked_keys: bool = False
    """All keys are refused."""
    read_only: bool = False
    """Every answer is 503, in plain text."""
    fail_topics: set[int] = field(default_factory=set)
    """Topics, by id, that answer 500."""

    def hits(self, name, number) -> bool:
        """Whether a fault strikes the request of this number."""
        return bool(getattr(self, name)) and number % PERIODS[name] == 0

    def instead(self, number) -> Answer | None:
        """The answer that comes before any look at the request, if there is one."""
        if self.maintenance:
            return page_of("Maintenance en cours")
        if self.read_only:
            return Answer(503, b"Le site est en lecture seule pour maintenance.", TEXT)
        if self.hits("text_429", number):
            headers = {"Retry-After": "1", "Discourse-Rate-Limit-Error-Code": "ip_10_secs_limit"}
            return Answer(429, b"Slow down, too many requests from this IP address.", TEXT, headers)
        if self.hits("json_429", number):
            return error_of(429, "rate_limit")
        return page_of("502 Bad Gateway", 502) if self.hits("html_502", number) else None

    def spoil(self, answer, number) -> Answer:
        """The answer as it leaves, damaged or in another dress."""
        if answer.media_type.startswith("application/json"):
            if self.loose_media_type:
                answer.media_type = "application/json;charset=UTF-8"
            if self.hits("broken_json", number):
                answer.body = answer.body[: len(answer.body) // 2]
        if self.hits("truncated", number):
            answer.cut = (len(answer.body) + 1) // 2
        return answer
