"""Sixty pieces of script as attackers write them: each calls `fire` with its number, wherever a browser would run it."""

from __future__ import annotations

_SHAPES = (
    "<script>{0}</script>",
    "<ScRiPt >{0}</sCrIpT>",
    "<script/x>{0}</script>",
    "<<script>{0}//<</script>",
    "<img src=x onerror={0}>",
    "<img src=x onerror='{0}'>",
    '<img/src="x"/onerror="{0}">',
    "<IMG SRC=x ONERROR={0}>",
    "<svg onload={0}>",
    "<svg/onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><set onbegin={0} attributename=x>",
    "<body onload={0}>",
    "<body onpageshow={0}>",
    "<input autofocus onfocus={0}>",
    "<select autofocus onfocus={0}>",
    "<textarea autofocus onfocus={0}>",
    "<button autofocus onfocus={0}>x</button>",
    "<details open ontoggle={0}>",
    "<video src=x onerror={0}>",
    "<video><source onerror={0}></video>",
    "<audio src=x onerror={0}>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>",
    "<iframe src=javascript:parent.{0}></iframe>",
    "<iframe onload={0}></iframe>",
    "<object data=javascript:{0}></object>",
    "<embed src=javascript:{0}>",
    "<a href=javascript:{0}>x</a>",
    "<a href='java\tscript:{0}'>x</a>",
    "<form action=javascript:{0}><button>x</button></form>",
    "<form><button formaction=javascript:{0}>x</button></form>",
    "<math><a xlink:href=javascript:{0}>x</a></math>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<link rel=stylesheet href=x onerror={0}>",
    "<style onload={0}></style>",
    "<style>@keyframes x{{}}</style><p style='animation-name:x' onanimationstart={0}>",
    "<marquee onstart={0}>x</marquee>",
    '"><script>{0}</script>',
    "'><script>{0}</script>",
    '"><img src=x onerror={0}>',
    "'><img src=x onerror={0}>",
    '" onmouseover="{0}" autofocus onfocus="{0}" x="',
    "' onmouseover='{0}' autofocus onfocus='{0}' x='",
    "` onfocus={0} autofocus x=`",
    "</title><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "</script><script>{0}</script>",
    "</style><script>{0}</script>",
    "</noscript><script>{0}</script>",
    "</option></select><script>{0}</script>",
    "--><script>{0}</script>",
    "]]><script>{0}</script>",
    "javascript:{0}",
    "JaVaScRiPt:{0}",
    "data:text/html,<script>parent.{0}</script>",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "&#60;script&#62;{0}&#60;/script&#62;",
    "\\u003cscript\\u003e{0}\\u003c/script\\u003e",
    "{{{{ {0} }}}}${{{0}}}<%= {0} %>",
)
PAYLOADS = tuple(shape.format(f"fire({number})") for number, shape in enumerate(_SHAPES))
# In every page before anything of its own: who was called.
HOOK = "window.fired = []; window.fire = (number) => { window.fired.push(number); };"
# What would run at a click or a hover, and what ran. A block of JSON is data, which no browser runs.
FOUND = """() => [
  ...window.fired.map((number) => `ran: ${number}`),
  ...[...document.querySelectorAll('*')].flatMap((each) => [...each.attributes]
    .filter(({ name, value }) => (name.startsWith('on') && value.includes('fire('))
      || (['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc'].includes(name)
        && /^[\\s\\u0000-\\u001f]*(javascript|data:text\\/html)/i.test(value.replace(/[\\t\\n]/g, ''))))
    .map(({ name, value }) => `would run: ${each.tagName} ${name}=${value}`.slice(0, 200))),
  ...[...document.scripts].filter((each) => each.type !== 'application/json' && each.textContent.includes('fire('))
    .map((each) => `is a script: ${each.textContent}`.slice(0, 200)),
]"""
