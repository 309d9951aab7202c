"""Codes for photos: there, readable, and free of what a camera adds."""

from storywall.problems import N_, Code, Severity

CODES = (
    Code(
        name="photo-missing",
        message=N_("the photo `{value}` isn't there"),
        hint=N_("did you mean `{guess}`?"),
        instead=N_("put it into {folder}/, beside the item's index.md"),
        meaning=N_("A photo that an item lists lies beside it, in the item's own folder."),
        bad="file: mug.jpg  # and no such file in the folder",
        cure=N_("Put the photo into the item's folder `<name>/` beside `index.md`."),
    ),
    Code(
        name="photo-unused",
        message=N_("no item lists this photo"),
        hint=N_("list it under `photos` in {index}, or delete it"),
        meaning=N_("A file that no item names would never be seen, and nobody stated whose it is."),
        bad="submissions/stories/the-mug/mug-2.jpg",
        cure=N_("List it with its alt text, or delete it."),
    ),
    Code(
        name="photo-twice",
        message=N_("`{value}` is listed twice"),
        hint=N_("keep one of the two"),
        meaning=N_("Each photo of an item is listed once."),
        bad="photos: [{file: mug.jpg, …}, {file: mug.jpg, …}]",
        cure=N_("Delete one of the two."),
    ),
    Code(
        name="photo-same-stem",
        message=N_("`{value}` and `{other}` would share one address"),
        hint=N_("rename one of them"),
        meaning=N_("A photo's page is named after its file without the suffix."),
        bad="mug.jpg + mug.png",
        cure=N_("Rename one of the two."),
    ),
    Code(
        name="not-among-photos",
        message=N_("`{value}` isn't one of this item's photos"),
        hint=N_("list it under `photos`"),
        meaning=N_("A cover or poster is one of the item's own photos."),
        bad="cover: mug.jpg  # and no photos",
        cure=N_("List it under `photos` with its alt text."),
    ),
    Code(
        name="photo-unreadable",
        message=N_("this photo can't be read: {reason}"),
        hint=N_("open it in a photo program and save it as JPEG"),
        meaning=N_("Photos are JPEG, PNG, WebP, GIF, AVIF or HEIC, whatever their name says, and can be decoded from end to end."),
        bad="cp mug.svg submissions/stories/the-mug/mug.jpg",
        cure=N_("Save the picture as JPEG, or copy it again from where it comes from."),
    ),
    Code(
        name="photo-truncated",
        message=N_("this {found} photo is cut off: its end is missing"),
        hint=N_("copy it again from where it comes from"),
        meaning=N_("A transfer that broke off leaves a photo whose lower part is grey or missing."),
        bad="head -c 50000 mug.jpg > submissions/stories/the-mug/mug.jpg",
        cure=N_("Copy or send the photo again."),
    ),
    Code(
        name="photo-wrong-suffix",
        message=N_("this is a {found} photo, and its name ends with `{suffix}`"),
        hint=N_("let the name end with `{right}`, here and where the item lists it"),
        instead=N_("run `storywall check --fix`, which writes it anew and gives it the right name, in the item too"),
        meaning=N_("A photo's type is told by its content; a name that says otherwise misleads programs and people."),
        bad="mv mug.png mug.jpg",
        cure=N_("Rename the photo and write the new name into the item."),
    ),
    Code(
        name="photo-too-large",
        message=N_("this photo has {found} {unit}; {most} are the most"),
        hint=N_("run `storywall check --fix`, or save it smaller: 2,560 pixels on its longest side are enough"),
        meaning=N_(
            "A photo is kept with 2,560 pixels on its longest side and 1.5 MB at most. What is larger is shown no better, and stays"
            " in git for good. Above 40 megapixels or 20 MB it isn't even opened."
        ),
        bad="submissions/stories/the-mug/mug.jpg (4,032 pixels on its longest side)",
        cure=N_("`storywall check --fix` makes it smaller, up to 120 megapixels and 40 MB; above that, a photo program does."),
    ),
    Code(
        name="photo-gps",
        message=N_("this photo says where it was taken (GPS)"),
        hint=N_("run `storywall check --fix`, which removes it, before you push: git keeps what was pushed"),
        meaning=N_(
            "Phones write the place into each photo, often somebody's home. Nothing of it is published, but what was pushed"
            " stays in git's history, where anybody who can read the repository finds it (T5)."
        ),
        bad="a photo straight from a phone with location switched on",
        cure=N_(
            "Run `storywall check --fix` and commit the photo that it made. Where it was pushed already, the history has to be"
            " rewritten, or the branch deleted and made anew."
        ),
    ),
    Code(
        name="photo-metadata",
        message=N_("this photo carries more than its pixels: {found}"),
        hint=N_("run `storywall check --fix`, which removes it, before you push"),
        meaning=N_(
            "Cameras and programs write who took a photo, when and with what, notes, and a small copy from before it was cropped."
            " None of it is published, and none of it belongs in git (T5). Size, resolution and sRGB may stay."
        ),
        bad="a photo straight from a camera",
        cure=N_("Run `storywall check --fix` and commit the photo that it made."),
    ),
    Code(
        name="photo-animated",
        message=N_("this {found} photo is animated"),
        hint=N_("save its best moment as a still picture"),
        meaning=N_("Photos stand still: movement can't be stopped by who is disturbed by it. Films have a field of their own."),
        bad="submissions/stories/the-mug/pouring.gif",
        cure=N_("Save one picture of it as JPEG."),
    ),
    Code(
        name="photo-format",
        message=N_("this is a {found} photo; photos are kept as JPEG, or as WebP"),
        hint=N_("run `storywall check --fix`, which writes it anew and renames it in the item too"),
        meaning=N_(
            "What is kept in git is what any program can open, and small: JPEG, or WebP for drawings and what can be seen through."
            " PNG, GIF, AVIF and HEIC may come in; `storywall photos add` and `check --fix` make the master of them."
        ),
        bad="cp IMG_4711.heic submissions/stories/the-mug/mug.heic",
        cure=N_("Run `storywall check --fix` and commit the photo that it made."),
    ),
    Code(
        name="photo-colours",
        message=N_("this photo's colours are {found}; screens show red, green and blue of 8 bit"),
        hint=N_("run `storywall check --fix`, which converts them"),
        meaning=N_("Colours for print (CMYK) and of more than 8 bit look different in each program, and no browser shows more of them."),
        bad="a photo saved for print",
        cure=N_("Run `storywall check --fix` and commit the photo that it made."),
    ),
    Code(
        name="photo-orientation",
        message=N_("this photo lies on its side or is mirrored; a flag in it ({found}) says how to turn it"),
        hint=N_("run `storywall check --fix`, which turns the pixels"),
        meaning=N_("Not every program looks at the flag, so a photo in git is upright by its pixels."),
        bad="a photo that was taken with the phone upright",
        cure=N_("Run `storywall check --fix` and commit the photo that it made."),
    ),
    Code(
        name="photo-trailing-bytes",
        message=N_("behind the end of this photo there are {found} more bytes"),
        hint=N_("run `storywall check --fix`, which cuts them off"),
        meaning=N_("Phones append a film with sound, or the picture before it was edited; anything can hide there."),
        bad="cat mug.jpg film.mp4 > submissions/stories/the-mug/mug.jpg",
        cure=N_("Run `storywall check --fix` and commit the photo that it made."),
    ),
    Code(
        name="photo-alike",
        message=N_("the photo `{value}` looks like {other}"),
        hint=N_("ask whose it is; where both may stay, an editor says so under `allow`"),
        meaning=N_(
            "Somebody else sent the same picture, or one that was made of it: recompressed, made lighter or darker, cropped by a"
            " few per cent, mirrored. One of the two may not be theirs to show (T7). The later item is told, the earlier is named."
        ),
        bad="the same mug.jpg in two members' stories",
        cure=N_("Ask both; leave one out, or let an editor override it under `allow` with the reason."),
        severity=Severity.WARNING,
        allowable=True,
    ),
    Code(
        name="photo-crashed",
        message=N_("reading this photo ended the program that reads it ({reason})"),
        hint=N_("open it in a photo program and save it as JPEG"),
        meaning=N_("Each photo is read in a process of its own, with 1.5 GiB of memory, so that a broken one stops nothing else."),
        bad="a photo made to break decoders",
        cure=N_("Save it anew with a photo program; where that doesn't help, leave it out."),
    ),
    Code(
        name="photo-too-slow",
        message=N_("reading this photo took longer than {most} seconds"),
        hint=N_("open it in a photo program and save it as JPEG"),
        meaning=N_("A photo that takes longer than this to read is broken, or made to keep the machine busy."),
        bad="a photo made to keep decoders busy",
        cure=N_("Save it anew with a photo program; where that doesn't help, leave it out."),
    ),
)
