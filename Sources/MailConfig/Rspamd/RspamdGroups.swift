import MailModel

extension RenderPlan {
  /// Who may write to which group. Postfix's lookups know the sender or the recipient, never both; the filter knows
  /// both, and whether anything proves the sender.
  func luaGroups(_ file: String) -> String {
    """

    -- Groups, their members, and who may write to them.
    local groups_file = "\(file)"
    -- Where a bare “postmaster” belongs to, as Postfix has it.
    local home_domain = "\(homeDomain.name)"
    \(luaGroupRules.replacing("@HELD@", with: Layout.heldHeader))
    """
  }
}

/// Lua, after https://rspamd.com/doc/lua/rspamd_sqlite3.html and rspamd_task.html. Whatever fails here asks the
/// sender to try again: a group that is closed never opens because a file cannot be read.
private let luaGroupRules = #"""

  local rspamd_logger = require "rspamd_logger"
  local rspamd_sqlite3 = require "rspamd_sqlite3"
  local lua_mime = require "lua_mime"

  -- The groups that mail for ?1 comes to, straight or over aliases, and a row that tells that these were all: a query
  -- that breaks off raises no error. Groups within them are not asked: whoever put them there may decide over them.
  local groups_on_the_way = [[
    WITH RECURSIVE reached (address) AS (
      SELECT ?1 UNION
      SELECT target FROM leads_to JOIN reached ON source = address
      WHERE source NOT IN (SELECT mail_group.address FROM mail_group))
    SELECT mail_group.address AS address, posting, moderated FROM mail_group JOIN reached USING (address)
    UNION ALL SELECT '', 'all', 0]]

  -- Whether ?2 or ?3 is one of the posters of the group ?1, or one of its members, however deep.
  local is_named = "SELECT 1 AS yes FROM poster WHERE group_address = ?1 AND poster IN (?2, ?3)"
  local is_member = [[
    WITH RECURSIVE reached (address) AS (
      SELECT target FROM leads_to WHERE source = ?1 AND (valid_until IS NULL OR valid_until > unixepoch()) UNION
      SELECT target FROM leads_to JOIN reached ON source = address
      WHERE valid_until IS NULL OR valid_until > unixepoch())
    SELECT 1 AS yes FROM reached WHERE address IN (?2, ?3)]]

  -- Opened for each message, because the file may be made while the filter runs. Throws when it cannot be read.
  local function open_groups()
    local present = assert(io.open(groups_file, "r"))
    present:close()
    return assert(rspamd_sqlite3.open(groups_file), "cannot open " .. groups_file)
  end

  -- Reads to the end: a query that is left in the middle keeps its old view of the file, and others share it.
  local function any(db, query, ...)
    local found = false
    for _ in db:rows(query, ...) do found = true end
    return found
  end

  -- A recipient as Postfix looks it up: without quotes, without a detail part.
  local function recipient_address(recipient)
    local address = normal((recipient.addr or ""):gsub('["\\]', ""):gsub("^<(.*)>$", "%1"))
    return address:find("@", 1, true) and address or address .. "@" .. home_domain
  end

  -- Whether the domain `signer` answers for addresses of `domain`.
  local function answers_for(signer, domain)
    return signer == domain or domain:sub(-#signer - 1) == "." .. signer
  end

  -- What a symbol of Rspamd's found, or an empty list.
  local function findings(task, symbol)
    local found = {}
    for _, result in ipairs(task:get_symbol(symbol) or {}) do
      for _, option in ipairs(result.options or {}) do table.insert(found, option) end
    end
    return found
  end

  -- From outside, only a signature or the sending server can prove the author (as in RFC 7489 section 3.1):
  -- DKIM by the author's domain, or SPF for an envelope sender of that domain.
  local function is_proven(task, domain)
    for _, option in ipairs(findings(task, "R_DKIM_ALLOW")) do
      local signer = option:match("^([^:]+)")
      if signer and answers_for(signer:lower(), domain) then return true end
    end
    local envelope = (task:get_from("smtp") or {})[1]
    return envelope ~= nil and task:has_symbol("R_SPF_ALLOW")
      and answers_for(rspamd_util.lower_utf8(envelope.domain or ""), domain)
  end

  -- Who writes: up to two addresses, and whether it is one of us. Nobody when nothing proves it.
  local function authors_of(task)
    local from = values(task, "From")
    local parsed = #from == 1 and addresses(task, from[1]) or {}
    local author = #parsed == 1 and normal(parsed[1].addr) or ""
    if task:get_user() then return normal(task:get_user()), author, true end
    local ip = task:get_from_ip()
    local domain = author:match("@([^@]+)$")
    if own_domains[domain] and ip and ip:is_valid() and trusted:get_key(ip) then return author, author, true end
    if domain and is_proven(task, domain) then return author, author, false end
    return nil, nil, false
  end

  local function domain_of(address) return (address or ""):match("@([^@]+)$") end

  local function takes(db, group, first, second, is_ours)
    if group.posting == "anyone" then return true end
    if not first then return false end
    local own = domain_of(group.address)
    if group.posting == "domain" and is_ours and (domain_of(first) == own or domain_of(second) == own) then
      return true
    end
    if group.posting == "members" and any(db, is_member, group.address, first, second) then return true end
    return any(db, is_named, group.address, first, second)
  end

  local function refusal(group, first)
    local allowed = ({
      members = "its members", domain = "people of " .. domain_of(group.address), listed = "a few named senders",
    })[group.posting]
    local proof = first and "" or ", and nothing proves that this message comes from one of them"
    return group.address .. " takes mail only from " .. allowed .. proof
  end

  -- Mail programs and automatic answers know a list by these (RFC 2919, RFC 2369). They are added where the group is
  -- the only recipient: every recipient of a message gets the same headers.
  local function mark(task, group)
    local name = group.address:gsub("@", ".")
    local link = group.address:gsub("[^%w@._-]", function(c) return string.format("%%%02X", c:byte()) end)
    local post = group.posting == "listed" and "NO" or "<mailto:" .. link .. ">"
    lua_mime.modify_headers(task, {
      add = { ["List-Id"] = { order = 0, value = "<" .. name .. ">" }, ["List-Post"] = { order = 0, value = post } },
      remove = { ["List-Id"] = 0, ["List-Post"] = 0 },
    })
  end

  local function groups_of(db, address)
    local found, is_whole = {}, false
    for row in db:rows(groups_on_the_way, address) do
      if row.posting == "all" then is_whole = true else table.insert(found, row) end
    end
    assert(is_whole, "cannot read " .. groups_file)
    return found
  end

  -- Whose moderators must see the message before it goes on, if it may go on at all: Postfix keeps it in its hold
  -- queue, as it is, until they decide. What the filter refuses anyway, or puts off, waits for nobody.
  local function hold(task, group)
    local action = task:get_metric_action()
    if action == "reject" or action == "soft reject" then return end
    lua_mime.modify_headers(task, {
      add = { ["@HELD@"] = { order = 0, value = group } }, remove = { ["@HELD@"] = 0 },
    })
    task:insert_result("PALOMAR_HELD", 1.0)
    task:set_pre_result({ action = "quarantine", message = "Held for the moderators", module = "palomar" })
  end

  -- A message is held whole, so nobody else may wait with it, and one group decides.
  local function must_wait(task, recipients, group, held)
    if #recipients == 1 and (not held or held == group.address) then return true end
    refuse(task, "PALOMAR_GROUP", group.address .. " is moderated: write to it alone, in a message of its own")
    return false
  end

  local function check_groups(task)
    local recipients = task:get_recipients("smtp") or {}
    local db, first, second, is_ours, held
    for _, recipient in ipairs(recipients) do
      local address = recipient_address(recipient)
      if own_domains[domain_of(address)] then
        if not db then
          db = open_groups()
          first, second, is_ours = authors_of(task)
        end
        for _, group in ipairs(groups_of(db, address)) do
          if not takes(db, group, first, second, is_ours) then
            local is_open = task:has_symbol("R_DKIM_TEMPFAIL") or task:has_symbol("R_SPF_DNSFAIL")
            if not first and is_open then error("DNS cannot tell who the author is") end
            if tonumber(group.moderated) ~= 1 then return refuse(task, "PALOMAR_GROUP", refusal(group, first)) end
            if not must_wait(task, recipients, group, held) then return end
            held = group.address
          end
          if #recipients == 1 and group.address == address then mark(task, group) end
        end
      end
    end
    if held then hold(task, held) end
  end

  local function check_groups_or_wait(task)
    local done, failure = pcall(check_groups, task)
    if done then return end
    rspamd_logger.errx(task, "groups: %s", failure)
    task:set_pre_result({
      action = "soft reject", module = "palomar",
      message = "Who may write to this group cannot be told at the moment; try again later",
    })
  end

  local groups_rule = rspamd_config:register_symbol({
    name = "PALOMAR_GROUPS", type = "postfilter", callback = check_groups_or_wait, priority = 10, group = "palomar",
    score = 0.0, flags = "empty,nostat,ignore_passthrough",
  })
  for symbol, score in pairs({ PALOMAR_GROUP = 15.0, PALOMAR_HELD = 0.0 }) do
    rspamd_config:register_symbol({
      name = symbol, type = "virtual", parent = groups_rule, group = "palomar", score = score,
    })
  end

  """#
