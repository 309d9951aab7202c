"""The site's frame (header, navigation, footer): MkDocs renders it once for each section; here it is split, kept and filled."""

from storywall.frame.fill import fill, parse_frame
from storywall.frame.keep import load_frames, save
from storywall.frame.pages import CONTENTS_FROM, contents, finish, hand_values, usual_address
from storywall.frame.parts import (
    ROOT,
    SLOTS,
    TEMPLATE,
    Frame,
    FrameError,
    Frames,
    HandPage,
    frame_address,
    headline,
    section_names,
    sentinels,
    site_path,
    way_up,
)
from storywall.frame.theme import theme_dirs
from storywall.shipped import theme_dir

__all__ = [
    "CONTENTS_FROM",
    "ROOT",
    "SLOTS",
    "TEMPLATE",
    "Frame",
    "FrameError",
    "Frames",
    "HandPage",
    "contents",
    "fill",
    "finish",
    "frame_address",
    "hand_values",
    "headline",
    "load_frames",
    "parse_frame",
    "save",
    "section_names",
    "sentinels",
    "site_path",
    "theme_dir",
    "theme_dirs",
    "usual_address",
    "way_up",
]
