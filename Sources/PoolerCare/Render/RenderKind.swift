import DeployTemplates
package import PointsmanAgent
import PointsmanCore
import PointsmanFormats

/// What `pointsman render` makes files for.
package enum RenderKind: String, CaseIterable, Sendable {
    case pgbouncer, systemd, fly, kubernetes

    /// The files for `configuration`.
    /// - Parameter folder: where they will lie; nil where they are printed only.
    package func files(for configuration: Configuration, in folder: String?) throws(RenderError) -> [RenderedFile] {
        switch self {
        case .pgbouncer: return try PgBouncerFiles(configuration, folder: folder).files()
        case .systemd: return try Self.systemd(configuration)
        case .fly: return try Self.filled(Templates.fly, configuration)
        case .kubernetes: return try Self.filled(Templates.kubernetes, configuration)
        }
    }

    private static func filled(
        _ templates: [Templates.File], _ configuration: Configuration
    ) throws(RenderError) -> [RenderedFile] {
        var files: [RenderedFile] = []
        for template in templates {
            let text = try Template(template.text).filled(with: values(configuration))
            files.append(RenderedFile(template.name, text, isExecutable: text.hasPrefix("#!")))
        }
        return files
    }

    private static func systemd(_ configuration: Configuration) throws(RenderError) -> [RenderedFile] {
        var files = try filled(Templates.systemd, configuration)
        guard let password = configuration.database.password else { return files }
        files.append(RenderedFile("password", password.reveal() + "\n", isSecret: true))
        return files
    }

    /// What a platform's files may ask for. No secret is among it.
    private static func values(_ configuration: Configuration) -> [String: String] {
        let database = configuration.database
        let host = "\(database.host)"
        let app = configuration.fleetName == host ? "app" : configuration.fleetName
        return [
            "app": String(app.prefix { $0 != "." }), "host": host, "port": "\(database.port)",
            "user": database.user, "database": database.database,
            "region": (configuration.platformPrimaryRegion ?? configuration.policy.region)?.code ?? "iad",
            "member_port": "\(configuration.memberPort)", "discovery": discovery(configuration.discovery),
            "pooler_listen": "\(configuration.poolerListen)", "pooler_port": "\(configuration.poolerListen.port)",
            "http_listen": configuration.httpListen.map { "\($0)" } ?? "127.0.0.1:6433",
            "http_port": "\(configuration.httpListen?.port ?? 6433)",
            "image": "pointsman:\(String(app.prefix { $0 != "." }))",
        ]
    }

    private static func discovery(_ choice: DiscoveryChoice) -> String {
        switch choice {
        case .fly: "fly"
        case .srv: "srv"
        case .name: "name"
        // Fly's own platform finds out at run time as this one did; elsewhere it is a name like others.
        case .internalName(_, _, let isOnFly): isOnFly ? "fly" : "name"
        case .fixed, .hosts: "static"
        }
    }
}
