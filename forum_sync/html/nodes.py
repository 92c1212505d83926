"""Small changes of a parsed HTML tree. Knows no Discourse and no allow-list."""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode


def inner_first(tree: LexborHTMLParser, selector: str) -> Iterator[LexborNode]:
    """Matches, each before those that contain it: a node removed takes its children away, which must not be met later."""
    return reversed(tree.css(selector))


def rename(node: LexborNode, tag: str) -> LexborNode:
    """Put an element `tag` with the same children in place of `node`; attributes are not kept."""
    new = node.parser.create_node(tag)
    node.insert_before(new, move=True)
    for child in list(node.iter(include_text=True)):
        new.insert_child(child, move=True)
    node.decompose()
    return new


def make_node(tree: LexborHTMLParser, tag: str, words: str, attributes: Mapping[str, str] | None = None) -> LexborNode:
    """An element with a text, which stands nowhere yet."""
    node = tree.create_node(tag)
    node.insert_child(words)
    for name, value in (attributes or {}).items():
        node.attrs[name] = value
    return node


def paragraph(tree: LexborHTMLParser, words: str, address: str) -> LexborNode:
    """A paragraph that is a link when there is an address."""
    if not address:
        return make_node(tree, "p", words)
    node = tree.create_node("p")
    node.insert_child(make_node(tree, "a", words, {"href": address}), move=True)
    return node


def put(node: LexborNode, new: LexborNode) -> None:
    """Put `new` in place of `node`."""
    node.insert_before(new, move=True)
    node.decompose()
