### 简体中文。句子要短，口吻亲切；读者正拿着手机，手头还有别的事。

## Greeting

start-hello =
    你好，{ $name }！发一张照片给我，我把它画成一幅画。

    我问的时候点一个风格就行，也可以再发一张你喜欢其风格的照片。
    /styles 查看所有风格，/help 查看更多用法。
start-style = 你选了「{ $style }」。现在发一张照片给我吧。
start-group =
    大家好，我会把照片画成画。

    回复任何一张照片并写上 /style 和风格名，或者发照片时把它写在说明里。
    /styles 查看所有风格。
help =
    发一张照片给我，然后点一个风格，或者再发一张你喜欢其风格的照片。

    更快的办法：
    • 发照片时在说明里写 /style starry
    • 回复任何一张照片，写 /style starry
    • 一个相册发两张：先照片，后风格
    • 一个相册发更多张：全部画成同一种风格
    • /avatar 画你的头像；贴纸、图片链接也可以
    • 以文件发来的图片，画好后也以文件送回
    • /style picasso+wave 混合两种风格
    • /style picasso 70% 让照片透出来一些
    • /style random 由我随便挑一个

    /styles 查看所有风格
    /again 把你上一张照片再画一遍
    /settings 设置语言、画质等等
    /cancel 停止正在画的画
help-group = 在群组里，我只听命令和对我消息的回复。

## Styles

styles-all = 一共有 { $count } 种风格。点一个，然后发照片给我。
style-ask = 要画成什么风格？点一个，或者再发一张你喜欢其风格的照片。
style-ask-group = 要画成什么风格？点一个，或者用另一张你喜欢其风格的照片回复这条消息。
style-chosen = { $style }。现在把照片发给我吧。
style-chosen-group = { $style }。现在请用照片回复这条消息。
style-unknown = 我不认识「{ $name }」这个风格。你想找的是下面这些吗？
style-unknown-all = 我不认识「{ $name }」这个风格。我会的都在这里。
style-own = 你的风格照片

## Pictures that cannot be painted

refuse-sticker = 会动的贴纸我画不了。请发一张照片。
refuse-animation = 会动的图我画不了。请发一张照片。
refuse-video = 视频我画不了。请发一张照片。
refuse-file = 这个文件不是图片。请发一张照片。
refuse-other = 这条消息里没有照片。请发一张照片。
refuse-too-big = 这个文件有 { $size } MB，我最多只能取 { $limit } MB。请以照片形式发送。

## What went wrong while painting

problem-empty = 这个文件是空的。请重新发送照片。
problem-not-a-picture = 我在这个文件里没找到图片。请发一张照片。
problem-damaged = 这张图片已损坏，打不开。请重新发送。
problem-animated = 会动的图我画不了。请发一张照片。
problem-too-small = 这张图片太小，没法画。请发一张大一点的。
problem-too-long = 这张图片太窄太长，没法画。请换一张。
problem-too-many-pixels = 这张图片太大，我打不开。请发一张小一点的。
problem-too-many-bytes = 这个文件太大，我打不开。请发一个小一点的。
problem-file-gone = Telegram 上已经没有这张图片了。请重新发送。
problem-unreachable = Telegram 没把图片交给我。请过一会儿重新发送。
problem-out-of-range = 这幅画有一项设置行不通。请去掉它再试一次。
problem-not-a-number = 这幅画有一项设置行不通。请去掉它再试一次。
problem-unknown-value = 这幅画有一项设置行不通。请去掉它再试一次。
problem-unknown-layer = 这幅画有一项设置行不通。请去掉它再试一次。
problem-line-full = 排队的画太多了。请过几分钟再试。
problem-died = 画这幅时画笔断了两次，我只好停下。请过一会儿再试。
problem-hung = 这幅画卡住了，我已停下。请过一会儿再试。
problem-cannot-start = 我现在画不了。请过几分钟再试。
problem-device-memory = 这张图片对这台机器来说太大了。请发一张小一点的。
problem-not-found = 我现在画不了：我缺了一个部件，需要管理我的人来看看。
problem-download-failed = 我现在画不了：我缺了一个部件，需要管理我的人来看看。
problem-hash-mismatch = 我现在画不了：我有一个部件坏了，需要管理我的人来看看。
problem-not-started = 我还没准备好。请过一会儿再试。
problem-already-started = 我这边出了点问题。请过一会儿再试。
problem-stopped = 我正要关机。请过几分钟再试。
problem-duplicate-id = 这幅我已经在画了。
problem-internal = 我这边出了点问题。请过一会儿再试。

## Orders

order-too-many = 你已经有 { $count } 幅画正在进行。等画完一幅，或用 /cancel 停下它们。
refuse-admins-paint = 在这个群组里，只有管理员可以请我画画。
refuse-line-full =
    排队的画太多了。请大约 { $count } { $unit ->
        [hours] 小时
        [minutes] 分钟
       *[seconds] 秒
    }后再来。
refuse-quota =
    你的 { $limit } 幅画已经用完了。{ $unit ->
        [never] 暂时没有更多了。
        [hours] 大约 { $count } 小时后可以再画一幅。
        [minutes] 大约 { $count } 分钟后可以再画一幅。
       *[seconds] 大约 { $count } 秒后可以再画一幅。
    }
refuse-group-quota =
    本群的 { $limit } 幅画已经用完了。{ $unit ->
        [never] 暂时没有更多了。
        [hours] 大约 { $count } 小时后可以再画一幅。
        [minutes] 大约 { $count } 分钟后可以再画一幅。
       *[seconds] 大约 { $count } 秒后可以再画一幅。
    }
refuse-group-rate =
    一个群组一下子要得太多了。请大约 { $count } { $unit ->
        [hours] 小时
        [minutes] 分钟
       *[seconds] 秒
    }后再来。
cancel-nothing = 你没有正在画的画。
cancel-done =
    { $count ->
        [1] 已停止。
       *[other] 已停止 { $count } 幅画。
    }
dropped = 好的。

## Answers to buttons

toast-stopping = 正在停止。
toast-keeping = 就画到这里，马上给你。
toast-started = 开始画了。
toast-over = 这幅画已经结束了。
toast-not-yours = 只有请我画的人或本群管理员可以这样做。
toast-not-asked = 这个问题是问别人的。
toast-too-old = 这个按钮太旧了。请重新发送照片。

toast-admins-only = 只有管理员可以这样做。

## Settings

language-name = 简体中文
settings-yours = 你的设置。点一项来修改。
settings-group =
    本群的设置。点一项来修改。
    它们优先于各人自己的设置。
settings-closed = 设置已保存。
settings-not-yours = 只有管理员可以修改本群的设置。你自己的设置在我们的私聊里，用 /settings 打开。
setting-language = 语言
setting-quality = 画质
setting-size = 尺寸
setting-strength = 风格强度
setting-colours = 保留颜色
setting-previews = 预览
setting-who-paints = 谁可以画
setting-who-adds = 谁可以添加风格
setting-who-presses = 谁可以按按钮
setting-about-language = 我用哪种语言说话。
setting-about-quality = 一幅画花多少时间。「即刻」最快，「杰作」最久。
setting-about-size = 画的最长边。越大越慢。
setting-about-strength = 风格有多浓。100 % 就是风格本来的样子。
setting-about-colours = 画是否保留照片的颜色。
setting-about-previews = 是否用图片显示画的进展。
setting-about-who-paints = 本群里谁可以请我画画。
setting-about-who-adds = 谁可以给本群添加风格。
setting-about-who-presses = 谁可以按画下面的按钮。
setting-instant = 即刻
setting-balanced = 均衡
setting-masterpiece = 杰作
setting-everyone = 所有人
setting-admins = 管理员
setting-asker = 请我画的人
setting-on = 开
setting-off = 关
setting-usual = 默认
setting-of-telegram = 跟随 Telegram
setting-each = 各人自定
setting-pixels = { $size } 像素

## Under a result

button-again = 再画一次
button-other = 换个风格
button-intensity = 浓度 { $percent } %
button-percent = { $percent } %
button-percent-now = • { $percent } %
button-colours = 保留颜色
button-colours-kept = ✓ 保留颜色
button-sharper = 更清晰
button-film = 过程影片
button-reuse = 用作照片
button-recipe = 配方
button-delete = 删除
button-delete-sure = 确定删除
toast-not-yours-here = 在这个群组里你不能用这些按钮。
toast-sharpest = 已经是最清晰的了。
toast-film = 影片马上就来。
toast-no-film = 这幅画没有留下影片。再画一次就有了。
toast-deleted = 已删除。
toast-undeletable = 这条消息太旧，Telegram 不让我删。请你自己删除。
recipe = { $style }
recipe-size = 尺寸：{ $pixels } 像素
recipe-steps = 步数：{ $steps }
recipe-strength = 风格强度：{ $percent } %
recipe-seed = 随机种子：{ $seed }
recipe-link = 想用同样的方法画另一张照片，打开这个链接再把照片发来：{ $link }
recipe-chosen = { $style }，照这个配方来。现在发一张照片给我吧。
recipe-gone = 这个配方我不记得了。发一张照片，再选一个风格吧。

## Choosing a style

styles-found = 有 { $count } 种风格像「{ $word }」。点一个，然后发照片给我。
styles-none = 没有像「{ $word }」的风格。/styles 查看全部。
styles-star = 点你最喜欢的风格，它们会排在最前面。
wish-too-many = 我最多能混合 { $limit } 种风格。
wish-percent = 百分比要在 1 到 { $limit } 之间，例如 /style picasso 70%
wish-weight = 一种风格的权重最大是 { $limit }，例如 /style picasso:2+wave
wish-unclear = 我看不懂这些数字。请写成 /style picasso 70% 或 /style picasso+wave
six-done = 你的照片画成了 { $count } 种风格的小样。点一个，我来画完整的。
button-six = 试六种
button-six-others = 换六种
toast-six-busy = 我已经在为你试六种风格了，请稍等。
toast-trying = 正在试六种风格，请稍等。
again-nothing = 这里还没有可以重画的画。发一张照片给我，我来画。
inline-about = 用 /style { $name } 画照片
inline-open = 用这个风格画照片
button-star = ☆ 收藏
button-star-this = ☆ 收藏这个风格
button-unstar-this = ★ 已收藏
toast-starred = 已收藏。
toast-unstarred = 已取消收藏。

## Titles of the styles that come with the program

style-title-starry = 漩涡星夜
style-title-picasso = 立体切面
style-title-wave = 浮世绘海浪
style-title-monet = 睡莲池塘
style-title-munch = 燃烧的天空
style-title-watercolour = 水彩
style-title-klimt = 金箔
style-title-pointillism = 点彩之光
style-title-mosaic = 罗马马赛克
style-title-stained = 彩色玻璃
style-title-ink = 水墨
style-title-kandinsky = 圆与线
style-title-mondrian = 三原色格子
style-title-fauve = 野兽派原野
style-title-impasto = 刮刀油画
style-title-popart = 波普网点
style-title-linocut = 麻胶版画树叶
style-title-woodcut = 木刻
style-title-engraving = 铜版雕刻
style-title-charcoal = 炭笔
style-title-pencil = 彩色铅笔
style-title-nouveau = 新艺术
style-title-marbling = 水拓纸纹
style-title-psychedelic = 迷幻海报
style-title-graffiti = 涂鸦
style-title-batik = 蜡染
style-title-pixel = 像素城市

## Other ways to bring a picture

style-ask-album = 这 { $count } 张照片要画成什么风格？点一个。
avatar-none = 我看不到你的头像。请发一张照片。
avatar-none-of = 我看不到 { $name } 的头像。
link-scheme = 我只能打开以 http 或 https 开头的链接。
link-private = 这个链接指向我不能去的地方。请直接发图片。
link-too-big = 这个链接里的图片太大了。请发一张小一点的。
link-not-picture = 这个链接里没有图片。请直接发图片。
link-slow = 这个链接里的图片等了太久还没来。请直接发图片。
link-unreachable = 我打不开这个链接。请直接发图片。
menu-avatar = 画头像：你自己的，或回复某人

## Hints

hint-command = 我不认识这个命令。/help 告诉你我会什么。
hint-photo = 发一张照片给我，我来画。/help 查看更多用法。
error = 我这边出了点问题。请过一会儿再试。

## Buttons

button-cancel = 取消
button-keep = 停下并保留
button-drop = 算了
button-previous = ‹ 上一页
button-next = 下一页 ›
button-done = 完成

## Menu of commands

menu-style = 画照片：用它加风格名回复一张照片
menu-styles = 查看所有风格
menu-again = 把我上一张照片再画一遍
menu-cancel = 停止我的画
menu-settings = 设置
menu-addstyle = 添加风格：附上图片和名字
menu-editstyle = 修改风格
menu-renamestyle = 给风格改名
menu-alias = 给风格加个别名
menu-hide = 隐藏或恢复风格
menu-delstyle = 删除风格
menu-help = 使用方法

## Painting

queue-next =
    下一个就是你，大约还要 { $count } { $unit ->
        [minutes] 分钟
       *[seconds] 秒
    }。
queue-place =
    你排在第 { $place } 位，大约还要 { $count } { $unit ->
        [minutes] 分钟
       *[seconds] 秒
    }。
painting-preparing = 正在准备画笔……
painting-started = 正在画：{ $style }……
painting-begun = { $bar } { $percent } %
painting-progress =
    { $bar } { $percent } % · 大约还要 { $count } { $unit ->
        [minutes] 分钟
       *[seconds] 秒
    }
painting-again-engine = 画笔断了，我又从头画起。
painting-again-bot = 中间我被关掉过，所以又从头画起。
painting-done = { $style } · { $seconds } 秒
painting-done-before = { $style }
painting-kept = { $style } · 画到 { $percent } % 时停下
painting-cancelled = 已停止。
painting-style-gone = 这个风格已经没有了。请另选一个。

## Admins

admin-only = 只有管理员可以这样做。
admin-unknown-style = 我不认识「{ $name }」这个风格。
admin-not-your-style = 「{ $title }」属于所有聊天，只有管理我的人可以修改。
addstyle-how = 发一张图片，说明里写 /addstyle 和名字；或者用它回复一张图片。
addstyle-exists = 已经有一个叫 { $name } 的风格。换个名字，或者用 /editstyle 修改它。
addstyle-ask = 「{ $title }」（{ $name }）还没公开。我正用它画第一幅画。要公开吗？
addstyle-published = 「{ $title }」现在所有人都能用了：/style { $name }
addstyle-published-here = 「{ $title }」现在本群能用了：/style { $name }
addstyle-discarded = 「{ $title }」已丢弃。
addstyle-wait = 等第一幅画出来再决定吧。
addstyle-no-preview = 第一幅画没画成，所以这个风格不能公开。
editstyle-how = 写 /editstyle、风格名和要改的内容，例如 title=大浪 或 strength=0.8。一起发来的图片会成为新的风格图。
editstyle-done = 「{ $title }」已修改。
renamestyle-how = 写 /renamestyle、原名和新名。
renamestyle-done = 「{ $title }」现在是 /style { $name }。旧名字仍然有效。
alias-how = 写 /alias、风格名和更多名字，例如 北斋, 海浪。前面加减号就是去掉。
alias-are = 「{ $title }」的其他名字：{ $names }
hide-how = 写 /hide 或 /unhide 和风格名。
hide-done = 「{ $title }」已隐藏。/unhide 可以恢复。
unhide-done = 「{ $title }」又可以选了。
delstyle-how = 写 /delstyle 和风格名。
delstyle-done = 「{ $title }」已删除。
delstyle-undone = 「{ $title }」回来了。
delstyle-taken = 现在有别的风格叫这个名字。请先给它改名。
button-publish = 公开
button-publish-everywhere = 对所有人公开
button-discard = 丢弃
button-undo = 撤销
ban-how = 写 /ban 和 @用户名 或 id，或者用它回复一条消息。加 2h 或 3d 限定时间，其余的字是原因。
ban-done = 已封禁 { $name }。
ban-not-this-one = { $name } 不能封禁。
unban-how = 写 /unban 和 @用户名 或 id，或者用它回复一条消息。
unban-done = 已解除对 { $name } 的封禁。
unban-not-banned = { $name } 没有被封禁。
quota-how = 写 /quota，再写 @用户名、id 或 here，最后写一个数字，none 表示不限，usual 表示照常。
quota-now = { $name }：已用 { $used } 幅，上限 { $limit } 幅。
quota-some = { $name } 现在可以画 { $limit } 幅。
quota-none = { $name } 没有上限。
quota-usual = { $name } 恢复通常的上限。
stats-totals = { $paintings } 幅画，{ $people } 人，{ $groups } 个群，{ $styles } 种风格。今天：{ $today }。
stats-days = 每天的画
stats-styles = 风格
stats-times = 用时（秒）
stats-done = 完成
stats-failed = 失败
stats-cancelled = 取消
stats-waiting = 等待
stats-median = 中位数
stats-p90 = 九成以内
stats-nothing = 还没有
queue-now = { $waiting } 幅在等，{ $running } 幅正在画。
queue-turn =
    下一幅大约 { $count } { $unit ->
        [hours] 小时
        [minutes] 分钟
       *[seconds] 秒
    }后开始。
queue-engine = 引擎在 { $device } 上作画；重启次数：{ $restarts }。
queue-no-engine = 引擎还没准备好：{ $trouble }
audit-nothing = 还没有任何操作。
broadcast-how = 写 /broadcast 和要发给所有聊天的话，最多 { $most } 个字符。
broadcast-ask = 将发给 { $count } 个聊天。要发送吗？
broadcast-begun = 正在发送。完成后 /audit 里会有记录。
broadcast-sent-before = 这条已经发过了。
button-send = 发送

## Privacy

privacy =
    我保存的有：你的名字、语言、设置和收藏，以及一段时间内请我画过什么。照片和画留在 Telegram 的服务器上。这些都不会给别人。

    /forgetme 会删除我保存的一切。
forget-in-private = 请在我们的私聊里写 /forgetme。
forget-ask = 要删除我保存的关于你的一切吗？你的画下面的按钮将不再有效。此操作无法撤销。
forget-done = 我保存的关于你的一切都已删除。
button-forget = 删除
menu-privacy = 我保存了你的什么
menu-stats = 数字和图表
menu-queue = 谁在等
menu-audit = 管理员做了什么
menu-ban = 封禁某人
menu-unban = 解除封禁
menu-quota = 设定上限
menu-broadcast = 发给所有聊天
