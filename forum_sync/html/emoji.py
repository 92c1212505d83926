"""Emoji and check boxes of Discourse as characters: their images are never fetched."""

from selectolax.lexbor import LexborHTMLParser

from forum_sync.html.nodes import inner_first

_EMOJI = {
    "+1": "👍", "-1": "👎", "100": "💯", "alarm_clock": "⏰", "angry": "😠", "anguished": "😧", "arrow_right": "➡️",
    "balloon": "🎈", "beers": "🍻", "blue_heart": "💙", "blush": "😊", "bug": "🐛", "bulb": "💡", "cake": "🍰",
    "calendar": "📅", "champagne": "🍾", "christmas_tree": "🎄", "clap": "👏", "clinking_glasses": "🥂",
    "coffee": "☕", "cold_sweat": "😰", "computer": "💻", "confused": "😕", "construction": "🚧", "cop": "👮",
    "crossed_fingers": "🤞", "cry": "😢", "disappointed": "😞", "dizzy_face": "😵", "email": "✉️", "euro": "💶",
    "exclamation": "❗", "exploding_head": "🤯", "eyes": "👀", "face_with_raised_eyebrow": "🤨",
    "face_with_thermometer": "🤒", "facepalm": "🤦", "fearful": "😨", "fire": "🔥", "flushed": "😳", "gift": "🎁",
    "green_heart": "💚", "grimacing": "😬", "grin": "😁", "grinning": "😀", "heart": "❤️", "heart_eyes": "😍",
    "heavy_check_mark": "✔️", "hourglass": "⌛", "hugs": "🤗", "hushed": "😯", "information_source": "ℹ️",
    "innocent": "😇", "joy": "😂", "key": "🔑", "kissing_heart": "😘", "laughing": "😆", "lock": "🔒", "mag": "🔍",
    "man_facepalming": "🤦‍♂️", "man_shrugging": "🤷‍♂️", "mask": "😷", "mega": "📣", "memo": "📝",
    "monocle_face": "🧐", "muscle": "💪", "neutral_face": "😐", "no_entry": "⛔", "ok_hand": "👌", "open_mouth": "😮",
    "paperclip": "📎", "partying_face": "🥳", "pencil2": "✏️", "pensive": "😔", "phone": "☎️", "point_down": "👇",
    "point_left": "👈", "point_right": "👉", "point_up": "☝️", "potable_water": "🚰", "pray": "🙏", "printer": "🖨️",
    "pushpin": "📌", "question": "❓", "rage": "😡", "raised_hand": "✋", "raised_hands": "🙌", "relaxed": "☺️",
    "relieved": "😌", "rocket": "🚀", "rofl": "🤣", "roll_eyes": "🙄", "rotating_light": "🚨", "scream": "😱",
    "see_no_evil": "🙈", "shrug": "🤷", "sleeping": "😴", "slight_frown": "🙁", "slight_smile": "🙂",
    "slightly_smiling_face": "🙂", "smile": "😄", "smiley": "😃", "smiling_face_with_three_hearts": "🥰",
    "smirk": "😏", "snowflake": "❄️", "sob": "😭", "sparkles": "✨", "star": "⭐", "stuck_out_tongue": "😛",
    "stuck_out_tongue_winking_eye": "😜", "sun_with_face": "🌞", "sunglasses": "😎", "sunny": "☀️", "sweat": "😓",
    "sweat_smile": "😅", "tada": "🎉", "thinking": "🤔", "thumbsup": "👍", "tired_face": "😫", "triumph": "😤",
    "trophy": "🏆", "unamused": "😒", "upside_down_face": "🙃", "v": "✌️", "warning": "⚠️", "wave": "👋",
    "weary": "😩", "white_check_mark": "✅", "wink": "😉", "woman_facepalming": "🤦‍♀️", "woman_shrugging": "🤷‍♀️",
    "worried": "😟", "wrench": "🔧", "x": "❌", "yum": "😋", "zzz": "💤",
}  # fmt: skip


def show_symbols(tree: LexborHTMLParser) -> None:
    """Put a character in place of each image of a common emoji, and the name of it in place of another."""
    for image in inner_first(tree, "img.emoji"):
        words = (image.attrs.get("alt") or image.attrs.get("title") or "").strip(":")
        image.replace_with(_EMOJI.get(words.partition(":")[0], words))
    for box in inner_first(tree, ".chcklst-box"):
        box.replace_with("☑" if "checked" in (box.attrs.get("class") or "").split() else "☐")
