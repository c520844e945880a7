### 简体中文。句子要短，口吻亲切；读者正拿着手机，手头还有别的事。

## Greeting

start-hello =
    你好，{ $name }！发一张照片给我，我把它变成一幅画。

    选一个风格就行，也可以再发一张图，我照着它的风格画。
    /styles 查看所有风格，/help 查看更多用法。
start-style = 你选了“{ $style }”。现在发一张照片给我吧。
start-group =
    大家好，我能把照片变成画。

    回复任意一张照片，写上 /style 和风格名；自己发照片时，也可以写在说明里。
    /styles 查看所有风格。
help =
    发一张照片给我，然后选一个风格；也可以再发一张图，我照着它的风格画。

    更快的用法：
    • 发照片时在说明里写 /style 星空
    • 回复任意一张照片，写 /style 星空
    • 一个相册发两张：第一张是照片，第二张是风格
    • 一个相册发更多张：全部画成同一种风格
    • /avatar 画你的头像；贴纸、图片链接也可以
    • 以文件发来的图片，画好后也以文件发回
    • /style 毕加索+海浪 混合两种风格
    • /style 毕加索 70% 画得淡一些，透出原来的照片
    • /style 随机 让我替你挑一个

    /styles 查看所有风格
    /again 把上一张照片再画一次
    /settings 设置语言、画质等
    /cancel 停止正在画的画
help-group = 在群组里，我只理会命令，以及对我消息的回复。

## Styles

styles-all = 一共有 { $count } 种风格。点一个，然后发照片给我。
style-ask = 要画成什么风格？点一个，或者再发一张图当作风格参考。
style-ask-group = 要画成什么风格？点一个，或者用另一张图回复这条消息，当作风格参考。
style-chosen = 已选“{ $style }”。现在把照片发给我吧。
style-chosen-group = 已选“{ $style }”。现在请用照片回复这条消息。
style-unknown = 没有“{ $name }”这个风格。你要找的是下面这些吗？
style-unknown-all = 没有“{ $name }”这个风格。我会的都在这里了。
style-own = 你的风格图

## Pictures that cannot be painted

refuse-sticker = 动态贴纸我画不了，请发一张照片。
refuse-animation = 动图我画不了，请发一张照片。
refuse-video = 视频我画不了，请发一张照片。
refuse-file = 这个文件不是图片，请发一张照片。
refuse-kind = 我打不开 { $kind } 格式的图片。请改用照片形式发送，或者发一张 JPEG。
refuse-other = 这条消息里没有照片，请发一张照片。
refuse-too-big = 这个文件有 { $size } MB，我最多只能接收 { $limit } MB。请改用照片形式发送。

## What went wrong while painting

problem-empty = 这个文件是空的，请重新发一次照片。
problem-not-a-picture = 我在这个文件里没找到图片，请发一张照片。
problem-damaged = 这张图片已损坏，打不开。请重新发一次。
problem-animated = 动图我画不了，请发一张照片。
problem-too-small = 这张图片太小，没法画。请发一张大一点的。
problem-too-long = 这张图片太细长，没法画。请换一张。
problem-too-many-pixels = 这张图片太大，我打不开。请发一张小一点的。
problem-too-many-bytes = 这个文件太大，我打不开。请发一个小一点的。
problem-too-costly = 这张图片打开起来太费力了。请作为照片发送。
problem-file-gone = Telegram 上已经没有这张图片了，请重新发一次。
problem-unreachable = 没能从 Telegram 取到图片，请稍后重新发一次。
problem-out-of-range = 这幅画有一项设置无效，请去掉它再试。
problem-not-a-number = 这幅画有一项设置无效，请去掉它再试。
problem-unknown-value = 这幅画有一项设置无效，请去掉它再试。
problem-unknown-layer = 这幅画有一项设置无效，请去掉它再试。
problem-bad-vector = 这幅画有一项设置无效，请去掉它再试。
problem-line-full = 排队的画太多了，请过几分钟再试。
problem-died = 画这幅时画笔断了两次，我只好停下。请稍后再试。
problem-hung = 这幅画卡住了，我已停下。请稍后再试。
problem-cannot-start = 我现在画不了，请过几分钟再试。
problem-device-memory = 这张图片太大，我的机器吃不消。请发一张小一点的。
problem-not-found = 我现在画不了：程序缺了一部分，要等维护人员处理。
problem-download-failed = 我现在画不了：程序缺了一部分，要等维护人员处理。
problem-hash-mismatch = 我现在画不了：程序坏了一部分，要等维护人员处理。
problem-not-started = 我还没准备好，请稍后再试。
problem-already-started = 我这边出了点问题，请稍后再试。
problem-stopped = 我正在停机，请过几分钟再试。
problem-duplicate-id = 这幅我已经在画了。
problem-internal = 我这边出了点问题，请稍后再试。

## Orders

order-too-many = 你已经有 { $count } 幅画正在进行。请等画完一幅，或用 /cancel 停止。
refuse-admins-paint = 本群只有管理员可以让我画画。
refuse-line-full =
    排队的画太多了。请大约 { $count } { $unit ->
        [hours] 小时
        [minutes] 分钟
       *[seconds] 秒
    }后再来。
refuse-quota =
    你的额度（{ $limit } 幅）用完了。{ $unit ->
        [never] 暂时不能再画了。
        [hours] 大约 { $count } 小时后可以再画一幅。
        [minutes] 大约 { $count } 分钟后可以再画一幅。
       *[seconds] 大约 { $count } 秒后可以再画一幅。
    }
refuse-group-quota =
    本群的额度（{ $limit } 幅）用完了。{ $unit ->
        [never] 暂时不能再画了。
        [hours] 大约 { $count } 小时后可以再画一幅。
        [minutes] 大约 { $count } 分钟后可以再画一幅。
       *[seconds] 大约 { $count } 秒后可以再画一幅。
    }
refuse-group-rate =
    这个群组一下子要的画太多了。请大约 { $count } { $unit ->
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
toast-not-yours = 只有发起的人或本群管理员才能这样做。
toast-not-asked = 这个问题是问别人的。
toast-too-old = 这个按钮已经失效，请重新发一次照片。

toast-admins-only = 只有管理员才能这样做。

## Settings

language-name = 简体中文
settings-yours = 你的设置，点一项即可修改。
settings-group =
    本群的设置，点一项即可修改。
    这些设置优先于各人自己的设置。
settings-closed = 设置已保存。
settings-not-yours = 只有管理员才能修改本群的设置。你自己的设置，请在与我的私聊里用 /settings 打开。
setting-language = 语言
setting-quality = 画质
setting-size = 尺寸
setting-strength = 风格强度
setting-faces = 人脸
setting-stroke = 笔触
setting-colours = 保留原色
setting-previews = 过程预览
setting-who-paints = 谁可以画
setting-who-adds = 谁可以添加风格
setting-who-presses = 谁可以用按钮
setting-about-language = 我用哪种语言跟你说话。
setting-about-quality = 画得有多细。“极速”转眼就好，“均衡”要等一会儿，“杰作”更大，也最慢。
setting-about-size = 画作最长边的像素。越大画得越慢。
setting-about-strength = 风格有多浓。100% 就是风格本来的样子。画好以后还可以在画作下面调低，透出原来的照片。
setting-about-faces = 人脸怎么画。“更像本人”把相貌放在第一位；“像人也像画”一看就认得是谁，又处处是笔触；“自由发挥”把脸当作画面里普通的一部分。
setting-about-stroke = 笔触有多粗。细笔触细节更多，粗笔触更有画味。
setting-about-colours = 画作是否保留照片原来的颜色。
setting-about-previews = 画的过程中，是否用图片展示进度。
setting-about-who-paints = 本群里谁可以让我画画。
setting-about-who-adds = 谁可以给本群添加风格。
setting-about-who-presses = 谁可以用画作下面的按钮。
setting-instant = 极速
setting-balanced = 均衡
setting-masterpiece = 杰作
setting-faces-keep = 更像本人
setting-faces-paint = 像人也像画
setting-faces-free = 自由发挥
setting-stroke-fine = 细
setting-stroke-usual = 适中
setting-stroke-bold = 粗
setting-everyone = 所有人
setting-admins = 管理员
setting-asker = 发起的人
setting-on = 开
setting-off = 关
setting-usual = 默认
setting-of-telegram = 跟随 Telegram
setting-each = 各自决定
setting-pixels = { $size } 像素

## Under a result

button-again = 再画一次
button-other = 换个风格
button-strength = 风格强度 { $percent }%
button-percent = { $percent }%
button-percent-now = • { $percent }%
button-colours = 保留原色
button-colours-kept = ✓ 保留原色
button-sharper = 更清晰
button-film = 过程视频
button-reuse = 用作原图
button-recipe = 配方
button-delete = 删除
button-delete-sure = 确定删除
toast-not-yours-here = 在这个群组里你不能用这些按钮。
toast-sharpest = 已经是最清晰的了。
toast-film = 视频马上就来。
toast-no-film = 这幅画没有留下过程视频，再画一次就有了。
toast-deleted = 已删除。
toast-undeletable = 这条消息太旧，Telegram 不让我删，请你自己删除。
recipe = { $style }
recipe-quality = 画质：{ $quality }
recipe-size = 尺寸：{ $pixels } 像素
recipe-steps = 步数：{ $steps }
recipe-strength = 风格强度：{ $percent }%
recipe-faces = 人脸：{ $faces }
recipe-stroke = 笔触：{ $stroke }
recipe-photo = 透出原图：{ $percent }%
recipe-seed = 随机种子：{ $seed }
recipe-link = 想照这个配方画别的照片，打开链接，再把照片发来：{ $link }
recipe-chosen = 就照“{ $style }”的配方画。现在发一张照片给我吧。
recipe-gone = 这个配方我不记得了。发一张照片，再选一个风格吧。

## Choosing a style

styles-found = 找到 { $count } 种与“{ $word }”相近的风格。点一个，然后发照片给我。
styles-none = 没有与“{ $word }”相近的风格。/styles 查看全部。
styles-star = 点你最喜欢的风格，它们会排在最前面。
query-too-many = 我最多能混合 { $limit } 种风格。
query-percent = 百分比要在 1 到 { $limit } 之间，例如 /style 毕加索 70%
query-weight = 一种风格的权重最大是 { $limit }，例如 /style 毕加索:2+海浪
query-unclear = 我看不懂这些数字。请写成 /style 毕加索 70% 或 /style 毕加索+海浪
six-done = 这是你的照片的 { $count } 种风格小图。喜欢哪个就点哪个，我来画完整的。
six-counts = 试六种风格，算作一幅画。
button-six = 试六种
button-six-others = 换六种
toast-six-busy = 我正在为你试六种风格，请稍等。
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
style-title-pointillism = 点彩
style-title-mosaic = 罗马马赛克
style-title-stained = 彩绘玻璃
style-title-ink = 水墨
style-title-kandinsky = 圆与线
style-title-mondrian = 三原色格子
style-title-fauve = 野兽派田野
style-title-impasto = 刮刀油画
style-title-popart = 波普网点
style-title-comic = 漫画
style-title-linocut = 麻胶版画
style-title-woodcut = 木刻
style-title-engraving = 铜版画
style-title-charcoal = 炭笔素描
style-title-pencil = 彩铅
style-title-nouveau = 新艺术
style-title-marbling = 水拓画
style-title-psychedelic = 迷幻海报
style-title-graffiti = 涂鸦
style-title-batik = 蜡染
style-title-pixel = 像素城市

## Other ways to bring a picture

style-ask-album = 这 { $count } 张照片要画成什么风格？点一个。
avatar-none = 我看不到你的头像，请发一张照片。
avatar-none-of = 我看不到 { $name } 的头像。
link-scheme = 我只能打开以 http 或 https 开头的链接。
link-private = 这个链接我不能访问，请直接发图片。
link-too-big = 链接里的图片太大了，请发一张小一点的。
link-not-picture = 链接里没有图片，请直接发图片。
link-slow = 链接里的图片太久没加载出来，请直接发图片。
link-unreachable = 我打不开这个链接，请直接发图片。
menu-avatar = 画自己的头像，或回复某人画对方的

## Hints

hint-command = 我不懂这个命令。/help 看看我会什么。
hint-photo = 发一张照片给我，我来画。/help 查看更多用法。
error = 我这边出了点问题，请稍后再试。

## Buttons

button-cancel = 取消
button-keep = 停下并保留
button-drop = 算了
button-previous = ‹ 上一页
button-next = 下一页 ›
button-done = 完成

## Menu of commands

menu-style = 画照片：回复一张照片，后面加风格名
menu-styles = 查看所有风格
menu-again = 把上一张照片再画一次
menu-cancel = 停止正在画的画
menu-settings = 设置
menu-addstyle = 添加风格：附上图片和名称
menu-editstyle = 修改风格
menu-renamestyle = 给风格改名
menu-alias = 给风格加个别名
menu-hide = 隐藏或恢复风格
menu-delstyle = 删除风格
menu-help = 使用方法

## Painting

queue-next =
    下一个就是你，{ $unit ->
        [few] 还要几秒
        [minutes] 大约还要 { $count } 分钟
       *[seconds] 大约还要 { $count } 秒
    }。
queue-place =
    你排在第 { $place } 位，{ $unit ->
        [few] 还要几秒
        [minutes] 大约还要 { $count } 分钟
       *[seconds] 大约还要 { $count } 秒
    }。
painting-preparing = 正在准备画笔……
painting-started = 正在画：{ $style }……
painting-progress =
    { $bar } { $percent }% · { $unit ->
        [few] 还要几秒
        [minutes] 大约还要 { $count } 分钟
       *[seconds] 大约还要 { $count } 秒
    }
painting-again-engine = 画笔断了，我从头再画。
painting-again-bot = 我中途停机了一下，现在从头再画。
painting-done = { $style } · { $seconds } 秒
painting-done-before = { $style }
painting-kept = { $style } · 画到 { $percent }% 时停下
painting-cancelled = 已停止。
painting-style-gone = 这个风格已经没有了，请另选一个。

## Admins

admin-only = 只有管理员才能这样做。
admin-unknown-style = 没有“{ $name }”这个风格。
admin-not-your-style = “{ $title }”是所有聊天共用的，只有机器人的管理员才能修改。
addstyle-how = 发一张图片，说明里写 /addstyle 和名称；或者用它回复一张图片。名称后面还可以加选项，例如 faces=keep。
addstyle-exists = 已经有叫“{ $name }”的风格了。换个名称，或者用 /editstyle 修改它。
addstyle-ask = “{ $title }”还没公开。要公开吗？
addstyle-published = “{ $title }”现在所有人都能用了：/style { $name }
addstyle-published-here = “{ $title }”现在可以在本群用了：/style { $name }
addstyle-discarded = “{ $title }”已丢弃。
addstyle-wait = 等第一幅画好再决定吧。
addstyle-no-preview = 第一幅没画成，所以这个风格还不能公开。
editstyle-how = 写 /editstyle、风格名和要改的内容，例如 title=大浪 或 strength=0.8。附上图片会先试画一幅，确认后再换成新的风格图。
editstyle-ask = 这是“{ $title }”的新样子。要换成新的吗？
editstyle-discarded = “{ $title }”保持原样。
editstyle-unknown = 没有 { $option } 这个选项。可以改的有 strength、faces、stroke、size 等。
editstyle-unfit = { $option } 不能是 { $value }。
editstyle-choices = { $option } 不能是 { $value }。可以是：{ $choices }。
editstyle-done = “{ $title }”已修改。
renamestyle-how = 写 /renamestyle、原名称和新名称。
renamestyle-done = “{ $title }”现在是 /style { $name }。旧名称仍然有效。
alias-how = 写 /alias、风格名和要加的别名，例如 北斋、海浪。在别名前加 - 就是去掉。
alias-are = “{ $title }”的别名：{ $names }
hide-how = 写 /hide 或 /unhide 和风格名。
hide-done = “{ $title }”已隐藏。/unhide 可以恢复。
unhide-done = “{ $title }”又可以选了。
delstyle-how = 写 /delstyle 和风格名。
delstyle-done = “{ $title }”已删除。
delstyle-undone = “{ $title }”已恢复。
delstyle-taken = 这个名称已被别的风格占用，请先给那个风格改名。
button-publish = 公开
button-publish-everywhere = 对所有人公开
button-discard = 丢弃
button-undo = 撤销
ban-how = 写 /ban 和 @用户名 或 ID，或者用它回复一条消息。加 2h 或 3d 表示时长，其余文字是原因。
ban-done = 已封禁 { $name }。
ban-not-this-one = { $name } 不能封禁。
unban-how = 写 /unban 和 @用户名 或 ID，或者用它回复一条消息。
unban-done = 已解除对 { $name } 的封禁。
unban-not-banned = { $name } 没有被封禁。
quota-how = 写 /quota，再写 @用户名、ID 或 here（当前聊天），最后写数字；none 表示不限，usual 表示恢复默认。
quota-now = { $name }：已用 { $used } 幅，额度 { $limit } 幅。
quota-some = { $name } 的额度现在是 { $limit } 幅。
quota-none = { $name } 不限额度。
quota-usual = { $name } 已恢复默认额度。
stats-totals = { $paintings } 幅画，{ $people } 人，{ $groups } 个群组，{ $styles } 种风格。今天：{ $today } 幅。
stats-days = 每日画作
stats-styles = 风格
stats-times = 用时（秒）
stats-done = 完成
stats-failed = 失败
stats-cancelled = 取消
stats-waiting = 等待
stats-refined = 逐步精绘
stats-median = 中位数
stats-p90 = 九成以内
stats-nothing = 暂无
queue-now = { $waiting } 幅在排队，{ $running } 幅正在画。
queue-turn =
    下一幅大约 { $count } { $unit ->
        [hours] 小时
        [minutes] 分钟
       *[seconds] 秒
    }后开始。
queue-engine = 绘画引擎运行在 { $device } 上，重启过 { $restarts } 次。
queue-no-engine = 绘画引擎还没准备好：{ $trouble }
audit-nothing = 还没有操作记录。
audit-style-add = 提交了风格“{ $target }”
audit-style-redraw = 为风格“{ $target }”提交了新图片
audit-style-publish = 公开了风格“{ $target }”
audit-style-discard = 丢弃了“{ $target }”的草稿
audit-style-edit = 修改了风格“{ $target }”
audit-style-rename = 把风格“{ $was }”改名为“{ $target }”
audit-style-alias = 修改了风格“{ $target }”的别名
audit-style-hide = 隐藏了风格“{ $target }”
audit-style-unhide = 恢复显示风格“{ $target }”
audit-style-delete = 删除了风格“{ $target }”
audit-style-restore = 恢复了风格“{ $target }”
audit-styles-export = 把 { $styles } 种风格导出到“{ $target }”
audit-styles-import = 导入了“{ $target }”：新增 { $added } 种，修改 { $updated } 种
audit-styles-polish = 精修了风格“{ $target }”
audit-styles-unpolish = 撤销了风格“{ $target }”的精修
audit-ban = 封禁了“{ $target }”
audit-unban = 解除了对“{ $target }”的封禁
audit-quota =
    { $paintings ->
        [none] 让“{ $target }”不限额度
        [usual] 把“{ $target }”恢复为默认额度
       *[other] 把“{ $target }”的额度设为 { $paintings } 幅
    }
audit-settings-group = 修改了群组设置（{ $setting }）
audit-broadcast-draft = 写了第 { $target } 号群发消息
audit-broadcast-send = 发送了第 { $target } 号群发消息
audit-broadcast-done = 第 { $target } 号群发消息已发完：{ $sent } 个聊天收到，{ $missed } 个没收到
broadcast-how = 写 /broadcast 和要发给所有聊天的话，最多 { $most } 个字符。
broadcast-ask = 将发给 { $count } 个聊天，要发送吗？
broadcast-begun = 正在发送。完成后 /audit 里会有记录。
broadcast-sent-before = 这条已经发过了。
button-send = 发送

## Privacy

privacy =
    我会保存你的名字、语言、设置和收藏，以及近期让我画过什么。照片和画作留在 Telegram 的服务器上。这些都不会给别人。

    /forgetme 会删除我保存的一切。
forget-in-private = 请在与我的私聊里写 /forgetme。
forget-ask = 要删除我保存的、与你有关的一切吗？你的画作下面的按钮将会失效，而且无法撤销。
forget-done = 我保存的、与你有关的一切都已删除。
button-forget = 删除
menu-privacy = 我保存了你的哪些信息
menu-stats = 统计数据和图表
menu-queue = 查看排队情况
menu-audit = 管理员操作记录
menu-ban = 封禁某人
menu-unban = 解除封禁
menu-quota = 设置额度
menu-broadcast = 发消息给所有聊天
