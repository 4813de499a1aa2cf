import Crypto
import Foundation
import Hummingbird
import MailModel
import NIOCore

/// The console's one stylesheet. Its address changes with its contents, so that browsers may keep it for ever.
enum Stylesheet {
  static let path: String = {
    let hash = SHA256.hash(data: Data(text.utf8)).hexadecimal.prefix(12)
    return "/assets/palomar-\(hash).css"
  }()

  static var response: Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable"],
      body: .init(byteBuffer: css))
  }

  static var css: ByteBuffer { ByteBuffer(string: text) }

  /// Colours are chosen for a contrast of at least 4.5 in both schemes (WCAG 2.2, 1.4.3).
  private static let text = """
    :root {
      color-scheme: light dark;
      --ground: #f7f6f3; --card: #ffffff; --ink: #1f2328; --faint: #57606a; --line: #d0d4d9; --edge: #7b838c;
      --accent: #0b5c8a; --on-accent: #ffffff; --good: #17663a; --good-ground: #e3f4e8;
      --bad: #a0221c; --bad-ground: #fdeceb; --due: #7a4b00; --due-ground: #fdf1d8;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ground: #14171a; --card: #1d2125; --ink: #e8e9ea; --faint: #a5adb6; --line: #383e45; --edge: #848d97;
        --accent: #7cc4ee; --on-accent: #06202f; --good: #7fd69b; --good-ground: #16301f;
        --bad: #ff9d95; --bad-ground: #3a1816; --due: #f0c060; --due-ground: #33270c;
      }
    }
    * { box-sizing: border-box; }
    html { font: 100%/1.5 system-ui, "DejaVu Sans", sans-serif; background: var(--ground); color: var(--ink); }
    body { margin: 0; display: flex; flex-direction: column; min-height: 100vh; }
    a { color: var(--accent); text-underline-offset: 0.15em; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
    main:focus { outline: none; }
    .skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--card); }
    .skip:focus { left: 0.5rem; top: 0.5rem; z-index: 1; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    header, main { padding: 0 1rem; }
    header {
      display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; padding-top: 0.75rem;
      padding-bottom: 0.75rem; border-bottom: 1px solid var(--line); background: var(--card);
    }
    .brand { margin-right: auto; font-size: 1.2rem; font-weight: 700; color: var(--ink); text-decoration: none; }
    .person { color: var(--faint); overflow-wrap: anywhere; }
    #menu { padding: 0.75rem; background: var(--card); border-bottom: 1px solid var(--line); }
    #menu p { margin: 1rem 0.75rem 0.25rem; color: var(--faint); font-size: 0.9rem; font-weight: 600; }
    #menu ul { list-style: none; margin: 0; padding: 0; }
    #menu a { display: block; padding: 0.5rem 0.75rem; border-radius: 6px; color: var(--ink); text-decoration: none; }
    #menu a:hover { text-decoration: underline; }
    #menu a[aria-current] { background: var(--ground); box-shadow: inset 3px 0 var(--accent); font-weight: 600; }
    .menu, #menu .close { font-weight: 600; }
    #menu:not(:target) { display: none; }
    main { max-width: 66rem; width: 100%; margin: 0 auto; padding-bottom: 4rem; }
    @media (min-width: 60rem) {
      .sides { display: grid; grid-template-columns: 15rem minmax(0, 1fr); flex: 1; }
      #menu, #menu:not(:target) { display: block; border-bottom: 0; border-right: 1px solid var(--line); }
      .menu, #menu .close { display: none; }
      main { padding: 0 2rem 4rem; margin: 0; }
      body > div:not(.sides) > main { margin: 0 auto; }
    }
    .trail ol { display: flex; flex-wrap: wrap; list-style: none; margin: 1rem 0 -1rem; padding: 0; }
    .trail li::after { content: "›"; padding: 0 0.5rem; color: var(--faint); }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 1rem; }
    h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
    h3 { font-size: 1rem; margin: 0; }
    section, .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0; }
    section > h2:first-child, .card > h2:first-child { margin-top: 0; }
    .narrow { max-width: 27rem; }
    details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
    summary { cursor: pointer; overflow-wrap: anywhere; }
    summary code { font-weight: 600; margin-right: 0.5rem; }
    .quiet { color: var(--faint); }
    .field { margin: 0 0 1rem; }
    .field label, legend { display: block; font-weight: 600; padding: 0; }
    .field span, .check span { display: block; color: var(--faint); font-size: 0.9rem; }
    fieldset { border: 0; padding: 0; min-width: 0; }
    .field .choice { display: inline-flex; gap: 0.5rem; align-items: center; min-height: 2.75rem; margin-right: 1.5rem; font-weight: 400; }
    input[type="checkbox"] { width: 1.25rem; height: 1.25rem; accent-color: var(--accent); }
    .wrong strong { color: var(--bad); }
    input:not([type="checkbox"]), select, textarea {
      width: 100%; max-width: 27rem; min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
      background: var(--ground); border: 1px solid var(--edge); border-radius: 6px;
    }
    textarea { max-width: 100%; font-family: ui-monospace, "DejaVu Sans Mono", monospace; }
    .wrong input, .wrong select, .wrong textarea { border: 2px solid var(--bad); }
    .check label { display: flex; gap: 0.5rem; align-items: center; }
    button, .button {
      display: inline-block; min-height: 2.75rem; padding: 0.5rem 1.25rem; font: inherit; text-decoration: none; font-weight: 600; cursor: pointer; border-radius: 6px;
      border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent);
    }
    button.second, .button.second { background: transparent; color: var(--accent); }
    button.danger { background: transparent; border-color: var(--bad); color: var(--bad); }
    button.quiet { background: transparent; border-color: transparent; color: var(--accent); padding: 0.25rem 0.5rem; font-weight: 400; }
    .inline { display: inline; }
    .way { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
    .way:first-child { margin: 0; padding: 0; border: 0; }
    form + form { margin-top: 0.75rem; }
    .inline + .inline { margin-top: 0; }
    .filter { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: start; }
    .filter .field { margin: 0; flex: 1 1 9rem; }
    .filter label { white-space: nowrap; }
    .filter button { margin-top: 1.5rem; }
    .filter .field span:empty { display: none; }
    .message { overflow-wrap: anywhere; padding: 0.75rem 1rem; border-radius: 6px; border-left: 4px solid currentColor; }
    .card > form > .message:first-of-type { margin-top: 0; }
    .message > span { display: block; }
    .message::first-letter { text-transform: uppercase; }
    .good { color: var(--good); background: var(--good-ground); }
    .bad { color: var(--bad); background: var(--bad-ground); }
    .due { color: var(--due); background: var(--due-ground); }
    .tag { display: inline-block; padding: 0 0.5rem; border-radius: 4px; font-size: 0.9rem; font-weight: 600; }
    .table { overflow-x: auto; }
    table { width: 100%; border-collapse: collapse; }
    th, td { text-align: left; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    td a { overflow-wrap: anywhere; }
    th, .tag, td button { white-space: nowrap; }
    th { color: var(--faint); font-weight: 600; font-size: 0.9rem; }
    td.number, th.number { text-align: right; white-space: nowrap; }
    th a { color: inherit; }
    th[aria-sort] a { color: var(--ink); }
    tbody tr:hover { background: var(--ground); }
    .choose { width: 2.75rem; }
    .bulk { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
    .bulk select { width: auto; flex: 0 1 18rem; }
    .actions { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin: 1rem 0; }
    .actions form { margin: 0; }
    .ways { list-style: none; display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; padding: 0; margin: 1rem 0 0; }
    .effects { margin-top: 0; padding-left: 1.25rem; }
    dl { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.25rem 1.5rem; margin: 0 0 1rem; }
    dt { color: var(--faint); }
    dd { margin: 0; overflow-wrap: anywhere; }
    @media (max-width: 40rem) {
      .list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .list, .list tbody, .list tr, .list td { display: block; }
      .list tr { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
      .list td { display: flex; gap: 1rem; padding: 0.15rem 0; border: 0; overflow-wrap: anywhere; }
      .list td::before { content: attr(data-label); flex: 0 0 7rem; color: var(--faint); }
      .list td.choose::before { content: none; }
      .list td.number { text-align: left; }
      dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
      dd { margin-bottom: 0.5rem; }
    }
    code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 0.95em; overflow-wrap: anywhere; }
    pre { white-space: pre-wrap; }
    .codes { columns: 2; padding-left: 1.25rem; max-width: 24rem; }
    .evidence { list-style: none; margin: 0.75rem 0 0; padding: 0; }
    .evidence li { padding: 0.4rem 0; border-top: 1px solid var(--line); }
    .evidence strong { margin-right: 0.5rem; }
    .pages { display: flex; gap: 1rem; margin: 1rem 0; }
    """
}
