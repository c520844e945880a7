### 繁體中文。句子要短，口吻親切；讀者正拿著手機，手頭還有別的事。

## Greeting

start-hello =
    你好，{ $name }！傳一張照片給我，我把它變成一幅畫。

    選一個風格就行，也可以再傳一張圖，我照著它的風格畫。
    /styles 查看所有風格，/help 查看更多用法。
start-style = 你選了「{ $style }」。現在傳一張照片給我吧。
start-group =
    大家好，我能把照片變成畫。

    回覆任意一張照片，寫上 /style 和風格名；自己傳照片時，也可以寫在說明裡。
    /styles 查看所有風格。
help =
    傳一張照片給我，然後選一個風格；也可以再傳一張圖，我照著它的風格畫。

    更快的用法：
    • 傳照片時在說明裡寫 /style 星空
    • 回覆任意一張照片，寫 /style 星空
    • 一個相簿傳兩張：第一張是照片，第二張是風格
    • 一個相簿傳更多張：全部畫成同一種風格
    • /avatar 畫你的大頭貼；貼圖、圖片連結也可以
    • 以檔案傳來的圖片，畫好後也以檔案傳回
    • /style 畢卡索+海浪 混合兩種風格
    • /style 畢卡索 70% 畫得淡一些，透出原來的照片
    • /style 隨機 讓我替你挑一個

    /styles 查看所有風格
    /again 把上一張照片再畫一次
    /settings 設定語言、畫質等
    /cancel 停止正在畫的畫
help-group = 在群組裡，我只理會指令，以及對我訊息的回覆。

## Styles

styles-all = 一共有 { $count } 種風格。點一個，然後傳照片給我。
style-ask = 要畫成什麼風格？點一個，或者再傳一張圖當作風格參考。
style-ask-group = 要畫成什麼風格？點一個，或者用另一張圖回覆這則訊息，當作風格參考。
style-chosen = 已選「{ $style }」。現在把照片傳給我吧。
style-chosen-group = 已選「{ $style }」。現在請用照片回覆這則訊息。
style-unknown = 沒有「{ $name }」這個風格。你要找的是下面這些嗎？
style-unknown-all = 沒有「{ $name }」這個風格。我會的都在這裡了。
style-own = 你的風格圖

## Pictures that cannot be painted

refuse-sticker = 動態貼圖我畫不了，請傳一張照片。
refuse-animation = 動圖我畫不了，請傳一張照片。
refuse-video = 影片我畫不了，請傳一張照片。
refuse-file = 這個檔案不是圖片，請傳一張照片。
refuse-kind = 我打不開 { $kind } 格式的圖片。請改用照片形式傳送，或者傳一張 JPEG。
refuse-other = 這則訊息裡沒有照片，請傳一張照片。
refuse-too-big = 這個檔案有 { $size } MB，我最多只能接收 { $limit } MB。請改用照片形式傳送。

## What went wrong while painting

problem-empty = 這個檔案是空的，請重新傳一次照片。
problem-not-a-picture = 我在這個檔案裡沒找到圖片，請傳一張照片。
problem-damaged = 這張圖片已損壞，打不開。請重新傳一次。
problem-animated = 動圖我畫不了，請傳一張照片。
problem-too-small = 這張圖片太小，沒辦法畫。請傳一張大一點的。
problem-too-long = 這張圖片太細長，沒辦法畫。請換一張。
problem-too-many-pixels = 這張圖片太大，我打不開。請傳一張小一點的。
problem-too-many-bytes = 這個檔案太大，我打不開。請傳一個小一點的。
problem-too-costly = 這張圖片打開起來太費力了。請以照片傳送。
problem-file-gone = Telegram 上已經沒有這張圖片了，請重新傳一次。
problem-unreachable = 沒能從 Telegram 取得圖片，請稍後重新傳一次。
problem-out-of-range = 這幅畫有一項設定無效，請去掉它再試。
problem-not-a-number = 這幅畫有一項設定無效，請去掉它再試。
problem-unknown-value = 這幅畫有一項設定無效，請去掉它再試。
problem-unknown-layer = 這幅畫有一項設定無效，請去掉它再試。
problem-bad-vector = 這幅畫有一項設定無效，請去掉它再試。
problem-line-full = 排隊的畫太多了，請過幾分鐘再試。
problem-died = 畫這幅時畫筆斷了兩次，我只好停下。請稍後再試。
problem-hung = 這幅畫卡住了，我已停下。請稍後再試。
problem-cannot-start = 我現在畫不了，請過幾分鐘再試。
problem-device-memory = 這張圖片太大，我的機器吃不消。請傳一張小一點的。
problem-not-found = 我現在畫不了：程式缺了一部分，要等維護人員處理。
problem-download-failed = 我現在畫不了：程式缺了一部分，要等維護人員處理。
problem-hash-mismatch = 我現在畫不了：程式壞了一部分，要等維護人員處理。
problem-not-started = 我還沒準備好，請稍後再試。
problem-already-started = 我這邊出了點問題，請稍後再試。
problem-stopped = 我正要停機，請過幾分鐘再試。
problem-duplicate-id = 這幅我已經在畫了。
problem-internal = 我這邊出了點問題，請稍後再試。

## Orders

order-too-many = 你已經有 { $count } 幅畫正在進行。請等畫完一幅，或用 /cancel 停止。
refuse-admins-paint = 本群只有管理員可以讓我畫畫。
refuse-line-full =
    排隊的畫太多了。請大約 { $count } { $unit ->
        [hours] 小時
        [minutes] 分鐘
       *[seconds] 秒
    }後再來。
refuse-quota =
    你的額度（{ $limit } 幅）用完了。{ $unit ->
        [never] 暫時不能再畫了。
        [hours] 大約 { $count } 小時後可以再畫一幅。
        [minutes] 大約 { $count } 分鐘後可以再畫一幅。
       *[seconds] 大約 { $count } 秒後可以再畫一幅。
    }
refuse-group-quota =
    本群的額度（{ $limit } 幅）用完了。{ $unit ->
        [never] 暫時不能再畫了。
        [hours] 大約 { $count } 小時後可以再畫一幅。
        [minutes] 大約 { $count } 分鐘後可以再畫一幅。
       *[seconds] 大約 { $count } 秒後可以再畫一幅。
    }
refuse-group-rate =
    這個群組一下子要的畫太多了。請大約 { $count } { $unit ->
        [hours] 小時
        [minutes] 分鐘
       *[seconds] 秒
    }後再來。
cancel-nothing = 你沒有正在畫的畫。
cancel-done =
    { $count ->
        [1] 已停止。
       *[other] 已停止 { $count } 幅畫。
    }
dropped = 好的。

## Answers to buttons

toast-stopping = 正在停止。
toast-keeping = 就畫到這裡，馬上給你。
toast-started = 開始畫了。
toast-over = 這幅畫已經結束了。
toast-not-yours = 只有發起的人或本群管理員才能這樣做。
toast-not-asked = 這個問題是問別人的。
toast-too-old = 這個按鈕已經失效，請重新傳一次照片。

toast-admins-only = 只有管理員才能這樣做。

## Settings

language-name = 繁體中文
settings-yours = 你的設定，點一項即可修改。
settings-group =
    本群的設定，點一項即可修改。
    這些設定優先於各人自己的設定。
settings-closed = 設定已儲存。
settings-not-yours = 只有管理員才能修改本群的設定。你自己的設定，請在與我的私訊裡用 /settings 開啟。
setting-language = 語言
setting-quality = 畫質
setting-size = 尺寸
setting-strength = 風格強度
setting-faces = 人臉
setting-stroke = 筆觸
setting-colours = 保留原色
setting-previews = 過程預覽
setting-who-paints = 誰可以畫
setting-who-adds = 誰可以新增風格
setting-who-presses = 誰可以用按鈕
setting-about-language = 我用哪種語言跟你說話。
setting-about-quality = 畫得有多細。「極速」轉眼就好，「均衡」要等一會兒，「傑作」更大，也最慢。
setting-about-size = 畫作最長邊的像素。越大畫得越慢。
setting-about-strength = 風格有多濃。100% 就是風格本來的樣子。畫好以後還可以在畫作下面調低，透出原來的照片。
setting-about-faces = 人臉怎麼畫。「更像本人」把相貌放在第一位；「像人也像畫」一看就認得是誰，又處處是筆觸；「自由發揮」把臉當作畫面裡普通的一部分。
setting-about-stroke = 筆觸有多粗。細筆觸細節更多，粗筆觸更有畫味。
setting-about-colours = 畫作是否保留照片原來的顏色。
setting-about-previews = 畫的過程中，是否用圖片展示進度。
setting-about-who-paints = 本群裡誰可以讓我畫畫。
setting-about-who-adds = 誰可以給本群新增風格。
setting-about-who-presses = 誰可以用畫作下面的按鈕。
setting-instant = 極速
setting-balanced = 均衡
setting-masterpiece = 傑作
setting-faces-keep = 更像本人
setting-faces-paint = 像人也像畫
setting-faces-free = 自由發揮
setting-stroke-fine = 細
setting-stroke-usual = 適中
setting-stroke-bold = 粗
setting-everyone = 所有人
setting-admins = 管理員
setting-asker = 發起的人
setting-on = 開
setting-off = 關
setting-usual = 預設
setting-of-telegram = 跟隨 Telegram
setting-each = 各自決定
setting-pixels = { $size } 像素

## Under a result

button-again = 再畫一次
button-other = 換個風格
button-strength = 風格強度 { $percent }%
button-percent = { $percent }%
button-percent-now = • { $percent }%
button-colours = 保留原色
button-colours-kept = ✓ 保留原色
button-sharper = 更清晰
button-film = 過程影片
button-reuse = 當作原圖
button-recipe = 配方
button-delete = 刪除
button-delete-sure = 確定刪除
toast-not-yours-here = 在這個群組裡你不能用這些按鈕。
toast-sharpest = 已經是最清晰的了。
toast-film = 影片馬上就來。
toast-no-film = 這幅畫沒有留下過程影片，再畫一次就有了。
toast-deleted = 已刪除。
toast-undeletable = 這則訊息太舊，Telegram 不讓我刪，請你自己刪除。
recipe = { $style }
recipe-quality = 畫質：{ $quality }
recipe-size = 尺寸：{ $pixels } 像素
recipe-steps = 步數：{ $steps }
recipe-strength = 風格強度：{ $percent }%
recipe-faces = 人臉：{ $faces }
recipe-stroke = 筆觸：{ $stroke }
recipe-photo = 透出原圖：{ $percent }%
recipe-seed = 隨機種子：{ $seed }
recipe-link = 想照這個配方畫其他照片，開啟連結，再把照片傳來：{ $link }
recipe-chosen = 就照「{ $style }」的配方畫。現在傳一張照片給我吧。
recipe-gone = 這個配方我不記得了。傳一張照片，再選一個風格吧。

## Choosing a style

styles-found = 找到 { $count } 種與「{ $word }」相近的風格。點一個，然後傳照片給我。
styles-none = 沒有與「{ $word }」相近的風格。/styles 查看全部。
styles-star = 點你最喜歡的風格，它們會排在最前面。
query-too-many = 我最多能混合 { $limit } 種風格。
query-percent = 百分比要在 1 到 { $limit } 之間，例如 /style 畢卡索 70%
query-weight = 一種風格的權重最大是 { $limit }，例如 /style 畢卡索:2+海浪
query-unclear = 我看不懂這些數字。請寫成 /style 畢卡索 70% 或 /style 畢卡索+海浪
six-done = 這是你的照片的 { $count } 種風格小圖。喜歡哪個就點哪個，我來畫完整的。
six-counts = 試六種風格，算作一幅畫。
button-six = 試六種
button-six-others = 換六種
toast-six-busy = 我正在為你試六種風格，請稍等。
toast-trying = 正在試六種風格，請稍等。
again-nothing = 這裡還沒有可以重畫的畫。傳一張照片給我，我來畫。
inline-about = 用 /style { $name } 畫照片
inline-open = 用這個風格畫照片
button-star = ☆ 收藏
button-star-this = ☆ 收藏這個風格
button-unstar-this = ★ 已收藏
toast-starred = 已收藏。
toast-unstarred = 已取消收藏。

## Titles of the styles that come with the program

style-title-starry = 漩渦星夜
style-title-picasso = 立體切面
style-title-wave = 浮世繪海浪
style-title-monet = 睡蓮池塘
style-title-munch = 燃燒的天空
style-title-watercolour = 水彩
style-title-klimt = 金箔
style-title-pointillism = 點彩
style-title-mosaic = 羅馬馬賽克
style-title-stained = 彩繪玻璃
style-title-ink = 水墨
style-title-kandinsky = 圓與線
style-title-mondrian = 三原色格子
style-title-fauve = 野獸派田野
style-title-impasto = 刮刀油畫
style-title-popart = 普普網點
style-title-comic = 漫畫
style-title-linocut = 麻膠版畫
style-title-woodcut = 木刻
style-title-engraving = 銅版畫
style-title-charcoal = 炭筆素描
style-title-pencil = 色鉛筆
style-title-nouveau = 新藝術
style-title-marbling = 水拓畫
style-title-psychedelic = 迷幻海報
style-title-graffiti = 塗鴉
style-title-batik = 蠟染
style-title-pixel = 像素城市

## Other ways to bring a picture

style-ask-album = 這 { $count } 張照片要畫成什麼風格？點一個。
avatar-none = 我看不到你的大頭貼，請傳一張照片。
avatar-none-of = 我看不到 { $name } 的大頭貼。
link-scheme = 我只能開啟以 http 或 https 開頭的連結。
link-private = 我不能存取這個連結，請直接傳圖片。
link-too-big = 連結裡的圖片太大了，請傳一張小一點的。
link-not-picture = 連結裡沒有圖片，請直接傳圖片。
link-slow = 連結裡的圖片太久沒載入出來，請直接傳圖片。
link-unreachable = 我打不開這個連結，請直接傳圖片。
menu-avatar = 畫自己的大頭貼，或回覆某人畫對方的

## Hints

hint-command = 我不懂這個指令。/help 看看我會什麼。
hint-photo = 傳一張照片給我，我來畫。/help 查看更多用法。
error = 我這邊出了點問題，請稍後再試。

## Buttons

button-cancel = 取消
button-keep = 停下並保留
button-drop = 算了
button-previous = ‹ 上一頁
button-next = 下一頁 ›
button-done = 完成

## Menu of commands

menu-style = 畫照片：回覆一張照片，後面加風格名
menu-styles = 查看所有風格
menu-again = 把上一張照片再畫一次
menu-cancel = 停止正在畫的畫
menu-settings = 設定
menu-addstyle = 新增風格：附上圖片和名稱
menu-editstyle = 修改風格
menu-renamestyle = 給風格改名
menu-alias = 給風格加個別名
menu-hide = 隱藏或恢復風格
menu-delstyle = 刪除風格
menu-help = 使用方法

## Painting

queue-next =
    下一個就是你，{ $unit ->
        [few] 還要幾秒
        [minutes] 大約還要 { $count } 分鐘
       *[seconds] 大約還要 { $count } 秒
    }。
queue-place =
    你排在第 { $place } 位，{ $unit ->
        [few] 還要幾秒
        [minutes] 大約還要 { $count } 分鐘
       *[seconds] 大約還要 { $count } 秒
    }。
painting-preparing = 正在準備畫筆……
painting-started = 正在畫：{ $style }……
painting-progress =
    { $bar } { $percent }% · { $unit ->
        [few] 還要幾秒
        [minutes] 大約還要 { $count } 分鐘
       *[seconds] 大約還要 { $count } 秒
    }
painting-again-engine = 畫筆斷了，我從頭再畫。
painting-again-bot = 我中途停機了一下，現在從頭再畫。
painting-done = { $style } · { $seconds } 秒
painting-done-before = { $style }
painting-kept = { $style } · 畫到 { $percent }% 時停下
painting-cancelled = 已停止。
painting-style-gone = 這個風格已經沒有了，請另選一個。

## Admins

admin-only = 只有管理員才能這樣做。
admin-unknown-style = 沒有「{ $name }」這個風格。
admin-not-your-style = 「{ $title }」是所有聊天共用的，只有機器人的管理員才能修改。
addstyle-how = 傳一張圖片，說明裡寫 /addstyle 和名稱；或者用它回覆一張圖片。名稱後面還可以加選項，例如 faces=keep。
addstyle-exists = 已經有叫「{ $name }」的風格了。換個名稱，或者用 /editstyle 修改它。
addstyle-ask = 「{ $title }」還沒公開。要公開嗎？
addstyle-published = 「{ $title }」現在所有人都能用了：/style { $name }
addstyle-published-here = 「{ $title }」現在可以在本群用了：/style { $name }
addstyle-discarded = 「{ $title }」已捨棄。
addstyle-wait = 等第一幅畫好再決定吧。
addstyle-no-preview = 第一幅沒畫成，所以這個風格還不能公開。
editstyle-how = 寫 /editstyle、風格名和要改的內容，例如 title=大浪 或 strength=0.8。附上圖片會先試畫一幅，確認後再換成新的風格圖。
editstyle-ask = 這是「{ $title }」的新樣子。要換成新的嗎？
editstyle-discarded = 「{ $title }」維持原樣。
editstyle-unknown = 沒有 { $option } 這個選項。可以改的有 strength、faces、stroke、size 等。
editstyle-unfit = { $option } 不能是 { $value }。
editstyle-choices = { $option } 不能是 { $value }。可以是：{ $choices }。
editstyle-done = 「{ $title }」已修改。
renamestyle-how = 寫 /renamestyle、原名稱和新名稱。
renamestyle-done = 「{ $title }」現在是 /style { $name }。舊名稱仍然有效。
alias-how = 寫 /alias、風格名和要加的別名，例如 北齋、海浪。在別名前加 - 就是去掉。
alias-are = 「{ $title }」的別名：{ $names }
hide-how = 寫 /hide 或 /unhide 和風格名。
hide-done = 「{ $title }」已隱藏。/unhide 可以恢復。
unhide-done = 「{ $title }」又可以選了。
delstyle-how = 寫 /delstyle 和風格名。
delstyle-done = 「{ $title }」已刪除。
delstyle-undone = 「{ $title }」已復原。
delstyle-taken = 這個名稱已被其他風格佔用，請先給那個風格改名。
button-publish = 公開
button-publish-everywhere = 對所有人公開
button-discard = 捨棄
button-undo = 復原
ban-how = 寫 /ban 和 @使用者名稱 或 ID，或者用它回覆一則訊息。加 2h 或 3d 表示時長，其餘文字是原因。
ban-done = 已封鎖 { $name }。
ban-not-this-one = { $name } 不能封鎖。
unban-how = 寫 /unban 和 @使用者名稱 或 ID，或者用它回覆一則訊息。
unban-done = 已解除對 { $name } 的封鎖。
unban-not-banned = { $name } 沒有被封鎖。
quota-how = 寫 /quota，再寫 @使用者名稱、ID 或 here（目前的聊天），最後寫數字；none 表示不限，usual 表示恢復預設。
quota-now = { $name }：已用 { $used } 幅，額度 { $limit } 幅。
quota-some = { $name } 的額度現在是 { $limit } 幅。
quota-none = { $name } 不限額度。
quota-usual = { $name } 已恢復預設額度。
stats-totals = { $paintings } 幅畫，{ $people } 人，{ $groups } 個群組，{ $styles } 種風格。今天：{ $today } 幅。
stats-days = 每日畫作
stats-styles = 風格
stats-times = 耗時（秒）
stats-done = 完成
stats-failed = 失敗
stats-cancelled = 取消
stats-waiting = 等待
stats-refined = 逐步精繪
stats-median = 中位數
stats-p90 = 九成以內
stats-nothing = 尚無
queue-now = { $waiting } 幅在排隊，{ $running } 幅正在畫。
queue-turn =
    下一幅大約 { $count } { $unit ->
        [hours] 小時
        [minutes] 分鐘
       *[seconds] 秒
    }後開始。
queue-engine = 繪畫引擎在 { $device } 上執行，重新啟動過 { $restarts } 次。
queue-no-engine = 繪畫引擎還沒準備好：{ $trouble }
audit-nothing = 還沒有操作紀錄。
audit-style-add = 提交了風格「{ $target }」
audit-style-redraw = 為風格「{ $target }」提交了新圖片
audit-style-publish = 公開了風格「{ $target }」
audit-style-discard = 捨棄了「{ $target }」的草稿
audit-style-edit = 修改了風格「{ $target }」
audit-style-rename = 把風格「{ $was }」改名為「{ $target }」
audit-style-alias = 修改了風格「{ $target }」的別名
audit-style-hide = 隱藏了風格「{ $target }」
audit-style-unhide = 恢復顯示風格「{ $target }」
audit-style-delete = 刪除了風格「{ $target }」
audit-style-restore = 復原了風格「{ $target }」
audit-styles-export = 把 { $styles } 種風格匯出到「{ $target }」
audit-styles-import = 匯入了「{ $target }」：新增 { $added } 種，修改 { $updated } 種
audit-styles-polish = 精修了風格「{ $target }」
audit-styles-unpolish = 取消了風格「{ $target }」的精修
audit-ban = 封鎖了「{ $target }」
audit-unban = 解除了對「{ $target }」的封鎖
audit-quota =
    { $paintings ->
        [none] 讓「{ $target }」不限額度
        [usual] 把「{ $target }」恢復為預設額度
       *[other] 把「{ $target }」的額度設為 { $paintings } 幅
    }
audit-settings-group = 修改了群組設定（{ $setting }）
audit-broadcast-draft = 寫了第 { $target } 號廣播訊息
audit-broadcast-send = 傳送了第 { $target } 號廣播訊息
audit-broadcast-done = 第 { $target } 號廣播訊息已傳完：{ $sent } 個聊天收到，{ $missed } 個沒收到
broadcast-how = 寫 /broadcast 和要傳給所有聊天的話，最多 { $most } 個字元。
broadcast-ask = 將傳給 { $count } 個聊天，要傳送嗎？
broadcast-begun = 正在傳送。完成後 /audit 裡會有紀錄。
broadcast-sent-before = 這則已經傳過了。
button-send = 傳送

## Privacy

privacy =
    我會儲存你的名字、語言、設定和收藏，以及近期讓我畫過什麼。照片和畫作留在 Telegram 的伺服器上。這些都不會給別人。

    /forgetme 會刪除我儲存的一切。
forget-in-private = 請在與我的私訊裡寫 /forgetme。
forget-ask = 要刪除我儲存的、與你有關的一切嗎？你的畫作下面的按鈕將會失效，而且無法復原。
forget-done = 我儲存的、與你有關的一切都已刪除。
button-forget = 刪除
menu-privacy = 我儲存了你的哪些資訊
menu-stats = 統計資料和圖表
menu-queue = 查看排隊狀況
menu-audit = 管理員操作紀錄
menu-ban = 封鎖某人
menu-unban = 解除封鎖
menu-quota = 設定額度
menu-broadcast = 傳訊息給所有聊天
