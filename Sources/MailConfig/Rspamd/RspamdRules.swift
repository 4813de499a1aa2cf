import MailModel

extension RenderPlan {
  /// Rules of our own: whoever signed in writes in no other name, and nobody outside writes in ours.
  var rspamdRules: String {
    """
    \(luaHeader)

    local lua_maps = require "lua_maps"
    local rspamd_util = require "rspamd_util"

    -- Our domains, as people write them and as they stand on the wire.
    local own_domains = {
    \(luaDomains)
    }

    -- This host and the networks that may send without signing in.
    local sending_rules = "\(layout.sendingRules)"
    local copies_detail = "\(Layout.copiesDetail)"
    local trusted = lua_maps.map_add_from_ucl({ \(luaNetworks) }, "radix", "networks that may send without signing in")
    \(luaRules)
    \(luaGroups(layout.groupsDirectory))
    """
  }

  private var luaHeader: String {
    header.replacing("# ", with: "-- ")
  }

  private var luaDomains: String {
    let names = system.domains.map(\.name).sorted().flatMap { domain -> [String] in
      domain.unicode == domain.name
        ? [luaEntry(domain.name, domain.name)]
        : [luaEntry(domain.name, domain.name), luaEntry(domain.unicode, domain.name)]
    }
    return names.joined(separator: "\n")
  }

  /// Names in Unicode hold letters, digits and hyphens only, and so need no escaping.
  private func luaEntry(_ written: String, _ wire: String) -> String {
    "  [\"\(written)\"] = \"\(wire)\","
  }

  private var luaNetworks: String {
    system.trusted.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}

/// Lua, after https://rspamd.com/doc/lua/rspamd_task.html.
private let luaRules = #"""

  -- The wire form of the domain of ours that `name` is or lies below, or nil.
  local function own_domain(name)
    local rest = rspamd_util.lower_utf8(name or ""):gsub("%.$", "")
    while rest and rest ~= "" do
      if own_domains[rest] then return own_domains[rest] end
      rest = rest:match("^[^.]*%.(.+)$")
    end
    return nil
  end

  -- An address as the mail directory holds it: lower case, no detail part, the domain in its wire form.
  local function normal(address)
    local text = rspamd_util.lower_utf8(address or "")
    local name, domain = text:match("^(.*)@([^@]*)$")
    if not name then return text end
    return name:gsub("^([^+]+)%+.*$", "%1") .. "@" .. (own_domains[domain] or domain)
  end

  -- Every value of a header, decoded.
  local function values(task, header)
    local found = {}
    for _, one in ipairs(task:get_header_full(header) or {}) do
      table.insert(found, one.decoded or one.value or "")
    end
    return found
  end

  -- The addresses in one value of a header, and the names beside them.
  local function addresses(task, value)
    return rspamd_util.parse_mail_address(value, task:get_mempool()) or {}
  end

  -- Whether `text` holds an address, other than `own` when it is given, that passes `test`.
  local function mentions(text, test, own)
    for name, domain in rspamd_util.lower_utf8(text or ""):gmatch("([^%s<>\"'(),:;]+)@([^%s<>\"'(),:;@]+)") do
      local address = name .. "@" .. domain
      if test(domain) and (not own or normal(address) ~= own) then return true end
    end
    return false
  end

  local function anything() return true end

  local function refuse(task, symbol, message)
    task:insert_result(symbol, 1.0)
    task:set_pre_result({ action = "reject", message = message, module = "palomar" })
  end

  -- What holds for who sends as somebody else; nil when it cannot be read.
  local function sending(user, author)
    local file = io.open(sending_rules, "r")
    if not file then return nil end
    local found = {}
    for line in file:lines() do
      local kind, first, second = line:match("^(%S+) (%S+) (%S+)$")
      if kind == "behalf" and first == user and second == author then found.behalf = true end
      if kind == "sent" and first == author then found.copies = second end
    end
    file:close()
    return found
  end

  local function copies_of(address)
    return (address:gsub("@", "+" .. copies_detail .. "@", 1))
  end

  -- Who sends as somebody else: on behalf, the message names the person in Sender (RFC 5322 section 3.6.2), whatever
  -- the mail program wrote. And copies go where the mailbox wants them.
  local function check_sender(task, sender, user)
    local rules = {}
    if user ~= sender then rules = sending(user, sender) end
    if not rules then
      return task:set_pre_result({
        action = "soft reject", module = "palomar", message = "It cannot be found out who may send as whom; try again",
      })
    end
    local person = rules.behalf and user or sender
    local named = values(task, "Sender")
    for _, value in ipairs(named) do
      local senders = addresses(task, value)
      if #named ~= 1 or #senders ~= 1 or normal(senders[1].addr) ~= person then
        return refuse(task, "PALOMAR_AUTHOR", rules.behalf and "The Sender address must be your own"
          or "The Sender address must be the address that you send as")
      end
    end
    local reply = {}
    if rules.behalf and #named == 0 then reply.add_headers = { Sender = { value = user, order = 0 } } end
    if rules.copies then
      reply.add_rcpt = { copies_of(sender) }
      if rules.copies == "both" then table.insert(reply.add_rcpt, copies_of(user)) end
    end
    if next(reply) then task:set_milter_reply(reply) end
  end

  -- Signed in: exactly one author, who is the sender that Postfix has tied to the login.
  local function check_author(task)
    local sender = normal(((task:get_from("smtp") or {})[1] or {}).addr)
    local from = values(task, "From")
    local authors = #from == 1 and addresses(task, from[1]) or {}
    if #from ~= 1 or #authors ~= 1 then
      return refuse(task, "PALOMAR_AUTHOR", "The message must have exactly one From address")
    end
    if normal(authors[1].addr) ~= sender then
      return refuse(task, "PALOMAR_AUTHOR", "The From address must be the address that you send as")
    end
    if mentions(authors[1].name, anything, sender) then
      return refuse(task, "PALOMAR_AUTHOR", "The name beside the From address must not hold another address")
    end
    check_sender(task, sender, normal(task:get_user()))
  end

  -- From outside: nobody writes as us, whatever DNS says; who only seems to is marked.
  local function check_stranger(task)
    local ours = "Mail from this domain is accepted from people who sign in only"
    for _, sender in ipairs(task:get_from("smtp") or {}) do
      if own_domain(sender.domain) then return refuse(task, "PALOMAR_OWN_DOMAIN", ours) end
    end
    local seems = false
    for _, value in ipairs(values(task, "From")) do
      for _, author in ipairs(addresses(task, value)) do
        if own_domain(author.domain) then return refuse(task, "PALOMAR_OWN_DOMAIN", ours) end
      end
      seems = seems or mentions(value, own_domain)
      for name in rspamd_util.lower_utf8(value):gmatch("[^%s<>\"'(),:;@]+%.[^%s<>\"'(),:;@]+") do
        seems = seems or own_domain(name) ~= nil
      end
    end
    if seems then
      task:insert_result("PALOMAR_NAME_OF_OURS", 1.0)
      task:set_pre_result({
        action = "add header", module = "palomar", flags = "least",
        message = "The name of the author holds an address or a domain of ours",
      })
    end
  end

  local function check(task)
    if task:get_user() then return check_author(task) end
    local ip = task:get_from_ip()
    if ip and ip:is_valid() and trusted:get_key(ip) then return end
    check_stranger(task)
  end

  local rule = rspamd_config:register_symbol({
    name = "PALOMAR_CHECK", type = "prefilter", callback = check, priority = 10, group = "palomar", score = 0.0,
  })
  for symbol, score in pairs({ PALOMAR_AUTHOR = 15.0, PALOMAR_OWN_DOMAIN = 15.0, PALOMAR_NAME_OF_OURS = 1.0 }) do
    rspamd_config:register_symbol({ name = symbol, type = "virtual", parent = rule, group = "palomar", score = score })
  end

  """#
