/** An invented bank: calm paper, deep green, a serif for headings. No colour, shape or word of Qonto's brand. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f5f3ec; --card: #fffefb; --ink: #16211f; --soft: #55635f; --line: #d9d5c8; --edge: #7d8a85; --accent: #0d5c50; --accent-ink: #ffffff; --tint: #e4efea; --warn: #8a3b12; --warn-tint: #fbeadd; --banner: #1d2b45; --banner-ink: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #101715; --card: #18211f; --ink: #e9efec; --soft: #a7b5b0; --line: #2e3b37; --edge: #73827d; --accent: #7fd6c2; --accent-ink: #06211c; --tint: #1d322d; --warn: #f3b48e; --warn-tint: #3a2417; --banner: #c9d6ee; --banner-ink: #101a2c; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1, h2, h3, .mark { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif; font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 0 0 .35rem; } h3 { font-size: 1rem; margin: 0; }
p { margin: 0 0 1rem; text-wrap: pretty; } .soft { color: var(--soft); } small, .small { font-size: .875rem; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.banner { background: var(--banner); color: var(--banner-ink); text-align: center; padding: .4rem 1rem; font-size: .875rem; font-weight: 600; }
header { padding: 1.5rem 1.25rem 0; display: flex; justify-content: center; }
.mark { display: flex; align-items: center; gap: .6rem; font-size: 1.15rem; color: var(--ink); text-decoration: none; } .mark svg { color: var(--accent); flex: none; }
main { flex: 1; width: 100%; max-width: 33rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; } main.wide { max-width: 68rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.75rem; box-shadow: 0 1px 2px rgb(0 0 0 / .05), 0 12px 32px -16px rgb(0 0 0 / .18); }
.card + .card { margin-top: 1.25rem; }
footer { text-align: center; padding: 0 1.25rem 2rem; color: var(--soft); font-size: .875rem; }
button { font: inherit; cursor: pointer; border-radius: .65rem; border: 1px solid var(--edge); background: var(--card); color: var(--ink); padding: .6rem 1rem; min-height: 2.75rem; text-align: center; }
/* Whoever pressed a button comes back to it, about where it was, and sees that it was pressed. */
.buttons button, #consents { scroll-margin-block: 40vh; }
.buttons button:target { border-color: var(--accent); background: var(--tint); } .buttons button:target::after { content: " ✓" / " done"; color: var(--accent); }
#now, #consents { outline-offset: 4px; }
button:hover { background: var(--tint); border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; } button.primary:hover { filter: brightness(1.08); }
button.link { border: 0; background: none; padding: 0; min-height: 1.5rem; color: var(--accent); text-decoration: underline; text-underline-offset: .2em; }
.choices { list-style: none; margin: 1.25rem 0 0; padding: 0; display: grid; gap: .65rem; }
.choice { width: 100%; display: grid; grid-template-columns: auto 1fr auto; gap: .9rem; align-items: center; text-align: left; padding: .8rem 1rem; }
.choice b { display: block; line-height: 1.3; overflow-wrap: anywhere; } .choice span span { display: block; color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
.face { width: 2.5rem; height: 2.5rem; border-radius: 50%; background: var(--tint); color: var(--accent); display: grid; place-items: center; font-weight: 700; font-size: .9rem; } .face.square { border-radius: .6rem; }
.arrow { color: var(--soft); } .choice:hover .arrow { color: var(--accent); }
.who { display: flex; justify-content: space-between; gap: .25rem 1rem; flex-wrap: wrap; border-top: 1px solid var(--line); margin-top: 1.25rem; padding-top: 1rem; }
fieldset { border: 1px solid var(--line); border-radius: .75rem; margin: 1rem 0 0; padding: .35rem 1rem .6rem; min-width: 0; } fieldset.money { border-color: var(--warn); background: var(--warn-tint); }
legend { font-weight: 600; padding: 0 .4rem; margin-left: -.4rem; } fieldset.money legend { color: var(--warn); background: var(--card); border-radius: .4rem; }
.tick { display: grid; grid-template-columns: auto 1fr; gap: .75rem; padding: .45rem 0; align-items: start; } .tick input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: var(--accent); }
.tick code { display: block; color: var(--soft); }
code { font: .8125rem/1.5 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.note { margin: 1rem 0 0; }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin-top: 1.5rem; }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); margin: 1.25rem 0; } .grid .card { margin: 0; padding: 1.4rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; } .buttons button { min-height: 2.25rem; padding: .35rem .75rem; font-size: .9rem; }
.often { border: 0; padding: 0; margin: 0 0 .9rem; } .often legend { padding: 0; margin: 0 0 .15rem; font-weight: 400; color: var(--soft); } .often label { display: inline-flex; gap: .4rem; align-items: center; min-height: 1.75rem; margin-right: 1rem; } .often input { accent-color: var(--accent); width: 1.05rem; height: 1.05rem; margin: 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; } .row > div { flex: 1 1 16rem; min-width: 0; }
.list { list-style: none; margin: .75rem 0 0; padding: 0; } .list li { border-top: 1px solid var(--line); padding: .75rem 0; } .list li:last-child { padding-bottom: 0; }
.state { display: inline-block; border-radius: 99rem; padding: 0 .6rem; font-size: .8125rem; font-weight: 600; background: var(--tint); color: var(--accent); } .state.off { background: none; color: var(--soft); border: 1px solid var(--line); } .state.on { background: var(--warn-tint); color: var(--warn); }
@media (max-width: 30rem) { .card { padding: 1.25rem; } h1 { font-size: 1.5rem; } .actions { grid-template-columns: 1fr; } .choice { gap: .7rem; padding: .75rem; } }
@media (prefers-reduced-motion: no-preference) { button { transition: background-color .15s, border-color .15s; } }
iframe.mail { display: block; width: 100%; height: 36rem; margin-top: 0.75rem; border: 1px solid var(--line); background: var(--card); }
pre.mail { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.75rem 0 0; }
`
