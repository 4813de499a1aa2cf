import MailModel

/// What an enhanced status code means, in plain words (RFC 3463 §3, and the registry of RFC 5248).
enum EnhancedStatus {
  static func meaning(of code: String?) -> Text? {
    let parts = (code ?? "").split(separator: ".")
    guard parts.count == 3 else { return nil }
    return meanings["\(parts[1]).\(parts[2])"] ?? subjects[String(parts[1])]
  }

  private static let meanings: [String: Text] = [
    "1.0": Text(en: "something is wrong with the address", es: "algo falla en la dirección"),
    "1.1": Text(en: "there is no such mailbox", es: "ese buzón no existe"),
    "1.2": Text(en: "there is no such domain", es: "ese dominio no existe"),
    "1.3": Text(en: "the address is not written correctly", es: "la dirección está mal escrita"),
    "1.6": Text(en: "the mailbox has moved", es: "el buzón se ha trasladado"),
    "1.8": Text(en: "the sender's domain does not exist", es: "el dominio del remitente no existe"),
    "1.10": Text(en: "the domain takes no mail", es: "el dominio no acepta correo"),
    "2.1": Text(en: "the mailbox is disabled", es: "el buzón está desactivado"),
    "2.2": Text(en: "the mailbox is full", es: "el buzón está lleno"),
    "2.3": Text(en: "the message is too large for the mailbox", es: "el mensaje es demasiado grande para el buzón"),
    "3.1": Text(en: "the other system has no room", es: "el otro sistema no tiene espacio"),
    "3.2": Text(en: "the other system takes no mail now", es: "el otro sistema no acepta correo ahora"),
    "3.4": Text(en: "the message is too large", es: "el mensaje es demasiado grande"),
    "4.1": Text(en: "the other system does not answer", es: "el otro sistema no responde"),
    "4.2": Text(en: "the connection broke off", es: "la conexión se cortó"),
    "4.3": Text(en: "the directory or DNS did not answer", es: "el directorio o el DNS no respondió"),
    "4.4": Text(en: "there is no way to the domain", es: "no hay camino hacia el dominio"),
    "4.6": Text(en: "the message went in a circle", es: "el mensaje daba vueltas en círculo"),
    "4.7": Text(en: "it was tried for too long", es: "se intentó durante demasiado tiempo"),
    "5.2": Text(en: "the command was not allowed there", es: "la orden no procedía"),
    "6.0": Text(en: "something is wrong with the message's form", es: "algo falla en la forma del mensaje"),
    "7.0": Text(en: "refused for reasons of security", es: "rechazado por motivos de seguridad"),
    "7.1": Text(en: "refused by policy", es: "rechazado por la política"),
    "7.2": Text(en: "the sender may not write to this list", es: "el remitente no puede escribir a esta lista"),
    "7.4": Text(en: "encryption is required", es: "se exige cifrado"),
    "7.8": Text(en: "the sign-in failed", es: "el inicio de sesión falló"),
    "7.23": Text(en: "SPF does not allow the sending host", es: "SPF no permite el servidor remitente"),
    "7.25": Text(
      en: "the sending host's name does not fit its address", es: "el nombre del servidor no casa con su IP"),
    "7.26": Text(en: "the sender could not be proven (SPF, DKIM)", es: "no se pudo probar el remitente (SPF, DKIM)"),
  ]

  private static let subjects: [String: Text] = [
    "1": Text(en: "something is wrong with the address", es: "algo falla en la dirección"),
    "2": Text(en: "the mailbox cannot take it", es: "el buzón no puede aceptarlo"),
    "3": Text(en: "the other system cannot take it", es: "el otro sistema no puede aceptarlo"),
    "4": Text(en: "the way to the other system is broken", es: "el camino hacia el otro sistema falla"),
    "5": Text(en: "the two systems did not understand each other", es: "los dos sistemas no se entendieron"),
    "6": Text(en: "the message's form was not accepted", es: "no se aceptó la forma del mensaje"),
    "7": Text(en: "refused by policy", es: "rechazado por la política"),
  ]
}
