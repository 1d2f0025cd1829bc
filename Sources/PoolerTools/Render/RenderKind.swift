import DeployTemplates
package import PointsmanConfiguration

/// The targets of `pointsman render`.
package enum RenderKind: String, CaseIterable, Sendable {
    case pgbouncer, systemd, fly, kubernetes

    /// The files for `configuration`. Except for PgBouncer's own, they give an agent the same configuration. Throws an
    /// error that names what a target can't carry.
    /// - Parameter folder: the folder of the files; nil if they are only printed.
    package func files(for configuration: Configuration, in folder: String?) throws(RenderError) -> [RenderedFile] {
        switch self {
        case .pgbouncer: try PgBouncerFiles(configuration, folder: folder).files()
        case .systemd: try SystemdFiles(CarriedConfiguration(configuration, for: .systemd)).files()
        case .fly: try FlyFiles(CarriedConfiguration(configuration, for: .fly)).files()
        case .kubernetes: try KubernetesFiles(CarriedConfiguration(configuration, for: .kubernetes)).files()
        }
    }
}

extension [Templates.File] {
    /// The files with their places filled.
    func filled(with values: [String: String]) throws(RenderError) -> [RenderedFile] {
        var files: [RenderedFile] = []
        for template in self {
            let text = try Template(template.text).filled(with: values)
            files.append(RenderedFile(template.name, text, isExecutable: text.hasPrefix("#!")))
        }
        return files
    }
}
