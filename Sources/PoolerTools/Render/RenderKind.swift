import DeployTemplates
package import PointsmanConfiguration

/// What `pointsman render` makes files for.
package enum RenderKind: String, CaseIterable, Sendable {
    case pgbouncer, systemd, fly, kubernetes

    /// The files for `configuration`. But for those of PgBouncer itself they lead an agent to the same configuration; what a
    /// kind can't carry is an error that names it.
    /// - Parameter folder: where they will lie; nil where they are printed only.
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
