-- Rendered by Palomar. Changes made here are reported as drift and replaced by the next generation;
-- use an override to change a setting.

local uid, gid = "5000", "5000"
local mail = "/var/mail/palomar"
local accounts = "mail_directory.account"
local apps = "mail_directory.app_password"
local shares = "mail_directory.mailbox_share"
local sharing = "/var/lib/palomar/directory/sharing"
local open = function()
  return require("luasql.postgres").postgres():connect(
    "host=db.example.org port=5432 dbname=palomar user=palomar_mail passfile=/etc/palomar/keys/directory/dovecot.pgpass")
end

-- Nobody knows the password of this one. It is computed for unknown names, so that the answer takes its time.
local nobody = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1"
  .. "$o4ghXDMr/3atHsGARRyjog$9erHNblRkt0R0w4Xjj9SxMSIWLjusRjya9c/EAwcGsU"

local connection

-- What `statement` finds, or nil when the mail directory does not answer. A broken connection is opened anew.
local function rows(statement)
  for _ = 1, 2 do
    connection = connection or open()
    local cursor = connection and connection:execute(statement(connection))
    if cursor then
      local found = {}
      local row = cursor:fetch({}, "a")
      while row do
        table.insert(found, row)
        row = cursor:fetch({}, "a")
      end
      cursor:close()
      return found
    end
    if connection then connection:close() end
    connection = nil
  end
  return nil
end

-- The groups that open others' mailboxes to that account today; nil when the mail directory does not answer.
local function groups(name)
  local found = rows(function(open)
    return "SELECT mailbox, manages, valid_until FROM " .. shares .. " WHERE member = '" .. open:escape(name) .. "'"
  end)
  if not found then return nil end
  local open = {}
  for _, share in ipairs(found) do
    local till = tonumber(share.valid_until)
    if not till or os.time() < till then
      table.insert(open, (tonumber(share.manages) == 1 and "manages:" or "reads:") .. share.mailbox)
    end
  end
  return table.concat(open, ",")
end

-- The account of that name: nil when the mail directory does not answer, false when there is none.
local function account(name)
  local found = rows(function(open)
    return "SELECT address, password, quota_bytes, sign_in, valid_from, valid_until, protocols, main_opens, forwards"
      .. " FROM " .. accounts
      .. " WHERE address = '" .. open:escape(name) .. "'"
  end)
  local one = found and (found[1] or false)
  if one then
    one.groups = groups(one.address)
    if not one.groups then return nil end
  end
  return one
end

-- Dates are seconds since 1970; none is no limit.
local function admitted(found)
  local now, from, till = os.time(), tonumber(found.valid_from), tonumber(found.valid_until)
  return tonumber(found.sign_in) == 1 and (not from or from <= now) and (not till or now < till)
end

-- What Dovecot calls a service, in the words of the mail directory.
local protocols = { imap = "imap", pop3 = "pop3", sieve = "managesieve", smtp = "submission" }

local function speaks(allowed, request)
  local protocol = protocols[request.service]
  return protocol and (" " .. allowed .. " "):find(" " .. protocol .. " ", 1, true)
end

-- The app passwords of that account; nil when the mail directory does not answer.
local function appPasswords(name)
  return rows(function(open)
    return "SELECT name, password, protocols, networks, valid_until FROM " .. apps
      .. " WHERE address = '" .. open:escape(name) .. "'"
  end)
end

-- The one of `kept` that was given, if it opens this protocol today.
local function matching(kept, request, password)
  for _, app in ipairs(kept) do
    local till = tonumber(app.valid_until)
    if (not till or os.time() < till) and speaks(app.protocols, request)
      and request:password_verify(app.password, password) == 1 then
      return app
    end
  end
  return nil
end

local function mailbox(found, prefix)
  local name, domain = found.address:match("^(.*)@(.*)$")
  return {
    [prefix .. "uid"] = uid,
    [prefix .. "gid"] = gid,
    [prefix .. "home"] = mail .. "/" .. domain .. "/" .. name,
    [prefix .. "acl_groups"] = found.groups ~= "" and found.groups or nil,
    [prefix .. "acl"] = found.groups ~= "" and "vfile:" .. sharing .. "/" .. found.address or nil,
    [prefix .. "quota_rule"] = string.format("*:bytes=%d", tonumber(found.quota_bytes)),
    [prefix .. "sieve_max_redirects"] = tonumber(found.forwards) == 0 and "0" or nil,
  }
end

function auth_password_verify(request, password)
  local found = account(request.user)
  local kept = found and appPasswords(request.user)
  if found == nil or kept == nil then
    return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the mail directory does not answer"
  end
  if not found or not admitted(found) or not speaks(found.protocols, request) then
    request:password_verify(nobody, password)
    return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, {}
  end
  local app = matching(kept, request, password)
  if app then
    local fields = mailbox(found, "userdb_")
    -- For the line of the sign-in, which its owner gets to see.
    fields.app = app.name:gsub("[^%w]", function(octet) return string.format("%%%02X", octet:byte()) end)
    if app.networks ~= "" then fields.allow_nets = app.networks end
    return dovecot.auth.PASSDB_RESULT_OK, fields
  end
  local main = tonumber(found.main_opens) == 1 and found.password
  if request:password_verify(main or nobody, password) ~= 1 or not main then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, {}
  end
  return dovecot.auth.PASSDB_RESULT_OK, mailbox(found, "userdb_")
end

function auth_userdb_lookup(request)
  local found = account(request.user)
  if found == nil then
    return dovecot.auth.USERDB_RESULT_INTERNAL_FAILURE, "the mail directory does not answer"
  end
  if not found then return dovecot.auth.USERDB_RESULT_USER_UNKNOWN, {} end
  return dovecot.auth.USERDB_RESULT_OK, mailbox(found, "")
end

function auth_userdb_iterate()
  local users = {}
  for _, row in ipairs(rows(function() return "SELECT address FROM " .. accounts .. " ORDER BY address" end) or {}) do
    table.insert(users, row.address)
  end
  return users
end

function script_init()
  return 0
end

function script_deinit()
  if connection then connection:close() end
end
=== root:root 644 dovecot
