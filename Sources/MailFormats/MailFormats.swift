// MailFormats
