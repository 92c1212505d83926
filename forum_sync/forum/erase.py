"""Erases what the rules no longer allow from what is mirrored already, without asking the forum.

Comes in: a store and the rules. Goes out: threads without what a member who opted out wrote, or is named by.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from html import escape

from forum_sync.forum_state import ForumState
from forum_sync.html.clean import text_of, without_people
from forum_sync.model import Post, Put, Remove, Thread
from forum_sync.privacy import REMOVED, Privacy
from forum_sync.store import Store


def erase_members(store: Store, source: str, usernames: Collection[str], privacy: Privacy) -> int:
    """Take the members out of all threads of `source`; how many threads changed.

    Their messages go; quotes of them and mentions of them in others' messages go too. Then all is to be read again: what the
    thread itself does not tell, such as a name under an image, goes when the forum can be asked.
    """
    tokens = {privacy.member(name) for name in usernames}
    open_names = replace(privacy, opted_out=frozenset())
    names = {*usernames, *(open_names.shown(name, "") for name in usernames)}
    names |= {post.author for thread in _threads(store, source) for post in thread.posts if post.member in tokens}
    state, changed = ForumState(store.database, source), 0
    for thread in [thread for thread in _threads(store, source) if _concerns(thread, tokens, names)]:
        whole = replace(thread, media=store.media_of(thread.id))
        bare = without_members(whole, tokens, names - {REMOVED})
        changed += bare != whole
        store.apply(source, [Put(item=bare, signature="") if bare else Remove(id=thread.id)])
    state.forget_signatures()
    state.forget_images()
    state.remember("opted out", privacy.fingerprint)
    store.checkpoint()
    return changed


def without_members(thread: Thread, tokens: Collection[str], names: Collection[str] = ()) -> Thread | None:
    """The thread without what the members with these tokens wrote, and without quotes and mentions of these names.

    None when no message is left. `thread` has its media; those that nothing shows any more are dropped.
    """
    posts = tuple(_bare(post, names) for post in thread.posts if post.member not in tokens)
    said = [post.created_at for post in posts if not post.event]
    media = tuple(media for media in thread.media if any(media.name in post.html for post in posts))
    return replace(thread, posts=posts, media=media, active_at=max(said)) if said else None


def _threads(store: Store, source: str) -> Iterator[Thread]:
    return (item for item in store.items(source) if isinstance(item, Thread))


def _concerns(thread: Thread, tokens: Collection[str], names: Collection[str]) -> bool:
    return any(post.member in tokens or _may_name(post, names) for post in thread.posts)


def _may_name(post: Post, names: Collection[str]) -> bool:
    return any(escape(name, quote=False) in post.html for name in names)


def _bare(post: Post, names: Collection[str]) -> Post:
    if not _may_name(post, names):
        return post
    html = without_people(post.html, names)
    return replace(post, html=html, text=text_of(html))
