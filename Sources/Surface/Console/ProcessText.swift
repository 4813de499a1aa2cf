import MailModel

/// The process as the organisation has written it down.
extension Clause {
  var title: Text {
    switch self {
    case .deployment: Text(en: "Deployment of the service", es: "Implementación del servicio")
    case .monitoring: Text(en: "Monitoring and maintenance", es: "Monitoreo y mantenimiento")
    case .accounts: Text(en: "Management of accounts and permissions", es: "Gestión de cuentas y permisos")
    case .protection: Text(en: "Security and protection", es: "Seguridad y protección")
    case .support: Text(en: "Assistance and support", es: "Asistencia y soporte")
    case .governance: Text(en: "Policy updates and training", es: "Actualización de políticas y capacitación")
    case .audit: Text(en: "Audits and continual improvement", es: "Auditorías y mejora continua")
    }
  }

  var duties: [Text] {
    switch self {
    case .deployment:
      [
        Text(
          en:
            "The email service is deployed and configured, including the infrastructure that it needs and the user accounts.",
          es:
            "Se implementa y configura el servicio de correo electrónico, incluyendo la infraestructura necesaria y las cuentas de usuario."
        )
      ]
    case .monitoring:
      [
        Text(
          en:
            "The performance of the service is monitored constantly, to detect performance problems and interruptions.",
          es:
            "Se monitorea constantemente el rendimiento del servicio de correo electrónico para detectar problemas de rendimiento o interrupciones."
        ),
        Text(
          en: "Regular maintenance is carried out: software updates and security patches.",
          es: "Se lleva a cabo el mantenimiento regular, como actualizaciones de software y parches de seguridad."),
      ]
    case .accounts:
      [
        Text(
          en:
            "Email accounts are created and managed for the users, and access permissions are set by the organisation's policies.",
          es:
            "Se crean y gestionan las cuentas de correo electrónico para los usuarios y se establecen los permisos de acceso según las políticas de la organización."
        )
      ]
    case .protection:
      [
        Text(
          en: "Measures protect the accounts against unauthorised access and cyber attacks.",
          es:
            "Se implementan medidas de seguridad para proteger las cuentas de correo electrónico contra accesos no autorizados y ataques cibernéticos."
        ),
        Text(
          en: "Periodic backups guarantee that data can be recovered if lost.",
          es: "Se realizan copias de seguridad periódicas para garantizar la recuperación de datos en caso de pérdida."),
      ]
    case .support:
      [
        Text(
          en:
            "The IT support team helps users to solve email problems, such as problems of access, or of sending and receiving messages.",
          es:
            "El equipo de soporte de TI proporciona asistencia a los usuarios para resolver problemas con el correo electrónico, como problemas de acceso o envío/recepción de mensajes."
        )
      ]
    case .governance:
      [
        Text(
          en:
            "The email usage policies are updated as needed, and users are trained to use the service safely and properly.",
          es:
            "Se actualizan las políticas de uso del correo electrónico según sea necesario y se proporciona capacitación a los usuarios para promover el uso seguro y adecuado del servicio."
        )
      ]
    case .audit:
      [
        Text(
          en:
            "The email service is audited periodically, to assess its performance, its security and its compliance with the organisation's policies.",
          es:
            "Se realizan auditorías periódicas del servicio de correo electrónico para evaluar su rendimiento, seguridad y cumplimiento con las políticas de la organización."
        ),
        Text(
          en: "The efficiency of the service and the experience of its users are improved constantly.",
          es: "Además, se busca constantemente mejorar la eficiencia y la experiencia del usuario."),
      ]
    }
  }
}
