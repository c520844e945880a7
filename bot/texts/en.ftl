### English: the reference language. Every message the bot can say is here.
### Short sentences, no jargon. A person reads them on a phone, in the middle of something else.

## Greeting

start-hello =
    Hello { $name }. Send me a photo and I will paint it.

    Tap a style when I ask, or send a second photo whose style you like.
    /styles shows all styles, /help tells more.
start-style = You picked { $style }. Now send me a photo.
start-group =
    Hello. I paint photos.

    Reply to any photo with /style and the name of a style, or write that as the caption of your own.
    /styles shows all styles.
help =
    Send me a photo, then tap a style, or send a second photo whose style you like.

    Quicker ways:
    • a photo with the caption /style starry
    • /style starry as a reply to any photo
    • two photos in one album: first the photo, then the style
    • more photos in one album: all in one style
    • /avatar for your profile photo, a sticker, or a link to a picture
    • a picture sent as a file comes back as a file
    • /style picasso+wave mixes two styles
    • /style picasso 70% lets the photo shine through
    • /style random picks one for you

    /styles shows all styles
    /again paints your last photo once more
    /settings has language, quality and more
    /cancel stops your painting
help-group = In a group I listen to commands and to replies to my messages.

## Styles

styles-all =
    { $count ->
        [one] There is one style.
       *[other] There are { $count } styles.
    } Tap one, then send me a photo.
style-ask = In which style shall I paint it? Tap one, or send a second photo whose style you like.
style-ask-group =
    In which style shall I paint it? Tap one, or reply to this with a second photo whose style you like.
style-chosen = { $style }. Now send me the photo.
style-chosen-group = { $style }. Now send the photo as a reply to this message.
style-unknown = I don’t know the style “{ $name }”. Did you mean one of these?
style-unknown-all = I don’t know the style “{ $name }”. Here are all I know.
style-own = your style photo

## Pictures that cannot be painted

refuse-sticker = I can’t paint a sticker that moves. Send me a photo, please.
refuse-animation = I can’t paint something that moves. Send me a photo, please.
refuse-video = I can’t paint a video. Send me a photo, please.
refuse-file = That file is not a picture. Send me a photo, please.
refuse-kind = I can’t open { $kind } pictures. Send it as a photo or as a JPEG, please.
refuse-other = There is no photo in that message. Send me a photo, please.
refuse-too-big = That file has { $size } MB, and I can fetch { $limit } MB at most. Send it as a photo, please.

## What went wrong while painting

problem-empty = That file is empty. Please send the photo again.
problem-not-a-picture = I could not find a picture in that file. Send me a photo, please.
problem-damaged = That picture is damaged and does not open. Please send it again.
problem-animated = I can’t paint something that moves. Send me a photo, please.
problem-too-small = That picture is too small to paint. Send me a larger one, please.
problem-too-long = That picture is too long and thin to paint. Send me another one, please.
problem-too-many-pixels = That picture is too large for me to open. Send me a smaller one, please.
problem-too-many-bytes = That file is too large for me to open. Send me a smaller one, please.
problem-too-costly = That picture takes too much work to open. Send it as a photo, please.
problem-file-gone = Telegram no longer has that picture. Please send it again.
problem-unreachable = Telegram did not hand me the picture. Please send it again in a moment.
problem-out-of-range = One of the settings of this painting is not possible. Please ask again without it.
problem-not-a-number = One of the settings of this painting is not possible. Please ask again without it.
problem-unknown-value = One of the settings of this painting is not possible. Please ask again without it.
problem-unknown-layer = One of the settings of this painting is not possible. Please ask again without it.
problem-bad-vector = One of the settings of this painting is not possible. Please ask again without it.
problem-line-full = Too many paintings wait already. Please try again in a few minutes.
problem-died = My brush broke twice on this one, so I stopped. Please try again in a moment.
problem-hung = This painting got stuck, so I stopped it. Please try again in a moment.
problem-cannot-start = I can’t paint right now. Please try again in a few minutes.
problem-device-memory = This picture is too large for this machine. Please send a smaller one.
problem-not-found = I can’t paint right now: a part of me is missing. The people who run me must look.
problem-download-failed = I can’t paint right now: a part of me is missing. The people who run me must look.
problem-hash-mismatch = I can’t paint right now: a part of me is damaged. The people who run me must look.
problem-not-started = I am not ready yet. Please try again in a moment.
problem-already-started = Something went wrong on my side. Please try again in a moment.
problem-stopped = I am just being switched off. Please try again in a few minutes.
problem-duplicate-id = I am painting this one already.
problem-internal = Something went wrong on my side. Please try again in a moment.

## Orders

order-too-many =
    { $count ->
        [one] You have a painting in progress already. Let it finish, or stop it with /cancel.
       *[other] You have { $count } paintings in progress already. Let one finish, or stop them with /cancel.
    }
refuse-admins-paint = In this group only admins ask for paintings.
refuse-line-full =
    Too many paintings wait already. Come back in about { $count } { $unit ->
        [hours] h
        [minutes] min
       *[seconds] s
    }.
refuse-quota =
    You have used up your paintings ({ $limit }). { $unit ->
        [never] There are no more for now.
        [hours] The next one is free in about { $count } h.
        [minutes] The next one is free in about { $count } min.
       *[seconds] The next one is free in about { $count } s.
    }
refuse-group-quota =
    This group has used up its paintings ({ $limit }). { $unit ->
        [never] There are no more for now.
        [hours] The next one is free in about { $count } h.
        [minutes] The next one is free in about { $count } min.
       *[seconds] The next one is free in about { $count } s.
    }
refuse-group-rate =
    That was a lot at once for one group. Come back in about { $count } { $unit ->
        [hours] h
        [minutes] min
       *[seconds] s
    }.
cancel-nothing = You have no painting in progress.
cancel-done =
    { $count ->
        [one] Stopped.
       *[other] Stopped { $count } paintings.
    }
dropped = All right.

## Answers to buttons

toast-stopping = Stopping.
toast-keeping = Stopping here. The picture comes at once.
toast-started = Painting.
toast-over = This painting is over.
toast-not-yours = Only the person who asked, or an admin of this group, can do that.
toast-not-asked = That question is for somebody else.
toast-too-old = This button is too old. Please send the photo again.

toast-admins-only = Only an admin can do that.

## Settings

# The name of this language in itself, such as 简体中文.
language-name = English
settings-yours = Your settings. Tap one to change it.
settings-group =
    The settings of this group. Tap one to change it.
    They go before what people set for themselves.
settings-closed = Settings are as you left them.
settings-not-yours = Only an admin can change the settings of this group. Yours are in our private chat, under /settings.
setting-language = Language
setting-quality = Quality
setting-size = Size
setting-strength = Strength
setting-faces = Faces
setting-stroke = Strokes
setting-colours = Keep colours
setting-previews = Previews
setting-who-paints = Who may paint
setting-who-adds = Who may add styles
setting-who-presses = Who may press buttons
setting-about-language = In which language I speak.
setting-about-quality = How much work goes into a painting. An instant one is there in a moment, a balanced one takes a while, a masterpiece is larger and takes longest.
setting-about-size = The longest side of a painting. Larger ones take longer.
setting-about-strength = How much of the style. 100 % is as the style is meant. Under a finished painting it can still be taken back towards the photo.
setting-about-faces = How faces are treated. Keep the likeness: looking like the person goes first. Paint the person: you know at once who it is, and it is all paint. Paint freely: a face is painted like anything else.
setting-about-stroke = How broad the brush is. Fine strokes show more detail, bold ones look more like a painting.
setting-about-colours = Whether a painting keeps the colours of the photo.
setting-about-previews = Whether pictures show how a painting grows.
setting-about-who-paints = Who of this group may ask for paintings.
setting-about-who-adds = Who may add styles to this group.
setting-about-who-presses = Who may press the buttons under a painting.
setting-instant = instant
setting-balanced = balanced
setting-masterpiece = masterpiece
setting-faces-keep = keep the likeness
setting-faces-paint = paint the person
setting-faces-free = paint freely
setting-stroke-fine = fine
setting-stroke-usual = usual
setting-stroke-bold = bold
setting-everyone = everyone
setting-admins = admins
setting-asker = who asked
setting-on = on
setting-off = off
setting-usual = as usual
setting-of-telegram = as in Telegram
setting-each = as each likes
setting-pixels = { $size } px

## Under a result

button-again = Again
button-other = Other style
button-strength = Strength { $percent } %
button-percent = { $percent } %
button-percent-now = • { $percent } %
button-colours = Keep colours
button-colours-kept = ✓ Keep colours
button-sharper = Sharper
button-film = Film
button-reuse = Use as photo
button-recipe = Recipe
button-delete = Delete
button-delete-sure = Delete it
toast-not-yours-here = In this group you may not use these buttons.
toast-sharpest = I can’t paint this any sharper.
toast-film = Here comes the film.
toast-no-film = I have kept no film of this one. Paint it again to get one.
toast-deleted = Deleted.
toast-undeletable = Telegram does not let me delete a message this old. Please delete it yourself.
recipe = { $style }
recipe-quality = Quality: { $quality }
recipe-size = Size: { $pixels } pixels
recipe-steps = Steps: { $steps }
recipe-strength = Strength: { $percent } %
recipe-faces = Faces: { $faces }
recipe-stroke = Strokes: { $stroke }
recipe-photo = Photo showing through: { $percent } %
recipe-seed = Seed: { $seed }
recipe-link = To paint another photo the same way, open this link and send it: { $link }
recipe-chosen = { $style }, by that recipe. Now send me a photo.
recipe-gone = I don’t remember that recipe any more. Send me a photo and choose a style.

## Choosing a style

styles-found =
    { $count ->
        [one] One style is like “{ $word }”.
       *[other] { $count } styles are like “{ $word }”.
    } Tap one, then send me a photo.
styles-none = No style is like “{ $word }”. /styles shows all.
styles-star = Tap the styles you like best. They will come first in your list.
query-too-many = I can mix { $limit } styles at most.
query-percent = The percentage goes from 1 to { $limit }, as in /style picasso 70%
query-weight = The weight of a style goes up to { $limit }, as in /style picasso:2+wave
query-unclear = I can’t tell what these numbers are for. Write it like /style picasso 70% or /style picasso+wave
six-done =
    Your photo in { $count ->
        [one] one style
       *[other] { $count } styles
    }, painted small and fast. Tap the one you want in full.
six-counts = Trying six styles counts as one painting.
button-six = Try six
button-six-others = Six others
toast-six-busy = I am trying six styles for you already. Please wait for them.
toast-trying = Trying six styles. It takes a moment.
again-nothing = There is no painting here to repeat yet. Send me a photo and I will paint it.
inline-about = Paint a photo with /style { $name }
inline-open = Paint a photo in this style
button-star = ☆ Favourites
button-star-this = ☆ Make it a favourite
button-unstar-this = ★ A favourite
toast-starred = A favourite now.
toast-unstarred = No longer a favourite.

## Titles of the styles that come with the program

style-title-starry = Swirling night
style-title-picasso = Cubist facets
style-title-wave = Floating-world wave
style-title-monet = Lily pond
style-title-munch = Burning sky
style-title-watercolour = Watercolour
style-title-klimt = Gold leaf
style-title-pointillism = Points of light
style-title-mosaic = Roman mosaic
style-title-stained = Stained glass
style-title-ink = Ink wash
style-title-kandinsky = Circles and lines
style-title-mondrian = Grid of primaries
style-title-fauve = Fauvist fields
style-title-impasto = Palette knife
style-title-popart = Pop-art halftone
style-title-comic = Comic ink
style-title-linocut = Linocut leaves
style-title-woodcut = Woodcut
style-title-engraving = Copper engraving
style-title-charcoal = Charcoal
style-title-pencil = Coloured pencil
style-title-nouveau = Art nouveau
style-title-marbling = Marbled paper
style-title-psychedelic = Psychedelic poster
style-title-graffiti = Graffiti
style-title-batik = Batik
style-title-pixel = Pixel city

## Other ways to bring a picture

style-ask-album = In which style shall I paint these { $count } photos? Tap one.
avatar-none = You have no profile photo that I may see. Send me a photo, please.
avatar-none-of = { $name } has no profile photo that I may see.
link-scheme = I can only open links that begin with http or https.
link-private = That link leads to a place that I may not visit. Send me the picture itself, please.
link-too-big = The picture behind that link is too large for me. Send me a smaller one, please.
link-not-picture = There is no picture behind that link. Send me the picture itself, please.
link-slow = The picture behind that link took too long to come. Send me the picture itself, please.
link-unreachable = I could not open that link. Send me the picture itself, please.
menu-avatar = Paint a profile photo: yours, or reply to somebody

## Hints

hint-command = I don’t know that command. /help shows what I can do.
hint-photo = Send me a photo and I will paint it. /help tells more.
error = Something went wrong on my side. Please try again in a moment.

## Buttons

button-cancel = Cancel
button-keep = Stop and keep
button-drop = Never mind
button-previous = ‹ Back
button-next = More ›
button-done = Done

## Menu of commands

menu-style = Paint a photo: reply to it with this and a style
menu-styles = Show all styles
menu-again = Paint my last photo once more
menu-cancel = Stop my painting
menu-settings = Settings
menu-addstyle = Add a style: with its picture and a name
menu-editstyle = Change a style
menu-renamestyle = Give a style another name
menu-alias = Give a style one more name
menu-hide = Hide a style or show it again
menu-delstyle = Delete a style
menu-help = How this works

## Painting

queue-next =
    You are next, in { $unit ->
        [few] a few seconds
        [minutes] about { $count } min
       *[seconds] about { $count } s
    }.
queue-place =
    You are number { $place } in line, { $unit ->
        [few] a few seconds
        [minutes] about { $count } min
       *[seconds] about { $count } s
    } to go.
painting-preparing = Getting my brushes ready …
painting-started = Painting: { $style } …
painting-progress =
    { $bar } { $percent } % · { $unit ->
        [few] a few seconds
        [minutes] about { $count } min
       *[seconds] about { $count } s
    } left
painting-again-engine = My brush broke, so I began again.
painting-again-bot = I was switched off in between, so I began again.
painting-done = { $style } · { $seconds } s
painting-done-before = { $style }
painting-kept = { $style } · stopped at { $percent } %
painting-cancelled = Stopped.
painting-style-gone = That style is no longer there. Please choose another.

## Admins

admin-only = Only an admin can do that.
admin-unknown-style = I don’t know the style “{ $name }”.
admin-not-your-style = { $title } belongs to all chats. Only those who run me can change it.
addstyle-how = Send a picture with the caption /addstyle and a name, or write that as a reply to a picture. Options can follow, such as faces=keep.
addstyle-exists = There is a style called { $name } already. Take another name, or change it with /editstyle.
addstyle-ask = “{ $title }” is not public yet. Publish it?
addstyle-published = { $title } is there for everyone now: /style { $name }
addstyle-published-here = { $title } is there for this group now: /style { $name }
addstyle-discarded = { $title } is discarded.
addstyle-wait = Wait for the first picture, then decide.
addstyle-no-preview = The first picture did not come out, so this style cannot be published.
editstyle-how = Write /editstyle, the name and what changes, such as title=Big wave or strength=0.8. A picture that comes with it becomes the new one, after you have seen a painting in it.
editstyle-ask = This is the new form of “{ $title }”. Take it over?
editstyle-discarded = { $title } stays as it was.
editstyle-unknown = There is no option { $option }. There are strength, faces, stroke and size, for instance.
editstyle-unfit = { $option } can’t be { $value }.
editstyle-choices = { $option } can’t be { $value }. It can be { $choices }.
editstyle-done = { $title } is changed.
renamestyle-how = Write /renamestyle, the name and the new name.
renamestyle-done = { $title } is /style { $name } now. The old name still works.
alias-how = Write /alias, the name and more names, such as hokusai, sea. A minus takes one away.
alias-are = More names of { $title }: { $names }
hide-how = Write /hide or /unhide and the name of a style.
hide-done = { $title } is hidden. /unhide brings it back.
unhide-done = { $title } can be chosen again.
delstyle-how = Write /delstyle and the name of a style.
delstyle-done = { $title } is deleted.
delstyle-undone = { $title } is back.
delstyle-taken = Another style has that name now. Rename it first.
button-publish = Publish
button-publish-everywhere = Publish for everyone
button-discard = Discard
button-undo = Undo
ban-how = Write /ban and @name or an id, or answer a message with it. 2h or 3d limits it, other words say why.
ban-done = { $name } is banned.
ban-not-this-one = { $name } cannot be banned.
unban-how = Write /unban and @name or an id, or answer a message with it.
unban-done = { $name } is not banned any more.
unban-not-banned = { $name } is not banned.
quota-how = Write /quota, then @name, an id or “here”, then a number, “none” for no limit or “usual”.
quota-now = { $name }: { $used } of { $limit } paintings.
quota-some = { $name } may have { $limit } paintings now.
quota-none = { $name } has no limit.
quota-usual = { $name } has the usual limit.
stats-totals = Paintings: { $paintings }, today { $today }. People: { $people }. Groups: { $groups }. Styles: { $styles }.
stats-days = Paintings a day
stats-styles = Styles
stats-times = Times, seconds
stats-done = done
stats-failed = failed
stats-cancelled = cancelled
stats-waiting = waiting
stats-refined = refined
stats-median = median
stats-p90 = nine of ten
stats-nothing = nothing yet
queue-now = { $waiting } wait, { $running } are being painted.
queue-turn =
    The next one begins in about { $count } { $unit ->
        [hours] h
        [minutes] min
       *[seconds] s
    }.
queue-engine = The engine paints on { $device }; restarts: { $restarts }.
queue-no-engine = The engine is not ready: { $trouble }
audit-nothing = Nothing has been done yet.
audit-style-add = proposed the style “{ $target }”
audit-style-redraw = proposed another picture for the style “{ $target }”
audit-style-publish = published the style “{ $target }”
audit-style-discard = discarded the draft of “{ $target }”
audit-style-edit = changed the style “{ $target }”
audit-style-rename = renamed the style “{ $was }” to “{ $target }”
audit-style-alias = changed the other names of the style “{ $target }”
audit-style-hide = hid the style “{ $target }”
audit-style-unhide = showed the style “{ $target }” again
audit-style-delete = deleted the style “{ $target }”
audit-style-restore = brought the style “{ $target }” back
audit-styles-export =
    { $styles ->
        [one] exported one style to { $target }
       *[other] exported { $styles } styles to { $target }
    }
audit-styles-import = imported { $target }: { $added } added, { $updated } changed
audit-styles-polish = polished the style “{ $target }”
audit-styles-unpolish = undid the polishing of the style “{ $target }”
audit-ban = banned { $target }
audit-unban = lifted the ban on { $target }
audit-quota =
    { $paintings ->
        [none] lifted the limit for { $target }
        [usual] gave { $target } the usual limit again
        [one] limited { $target } to one painting
       *[other] limited { $target } to { $paintings } paintings
    }
audit-settings-group = changed a group’s settings: { $setting }
audit-broadcast-draft = wrote broadcast { $target }
audit-broadcast-send = sent broadcast { $target }
audit-broadcast-done = broadcast { $target } is done: { $sent } reached, { $missed } missed
broadcast-how = Write /broadcast and what all chats shall read, in { $most } characters at most.
broadcast-ask =
    { $count ->
        [one] One chat gets this. Send it?
       *[other] { $count } chats get this. Send it?
    }
broadcast-begun = It is on its way. /audit tells when it is done.
broadcast-sent-before = This was sent before.
button-send = Send

## Privacy

privacy =
    What I keep of you: your name, your language, your settings and favourites, and for a while what you had painted. Photos and paintings stay on Telegram’s servers. Nobody else gets any of it.

    /forgetme deletes what I keep.
forget-in-private = Write /forgetme to me in our private chat.
forget-ask = Shall I delete all I keep of you? The buttons under your paintings will stop working. This cannot be undone.
forget-done = All I kept of you is deleted.
button-forget = Delete it
menu-privacy = What I keep of you
menu-stats = Numbers and a plot
menu-queue = Who waits
menu-audit = What admins did
menu-ban = Ban somebody
menu-unban = Lift a ban
menu-quota = Set a quota
menu-broadcast = Write to all chats
