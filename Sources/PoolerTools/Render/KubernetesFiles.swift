import DeployTemplates
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The deployment with its sidecar and, if keys of PgBouncer were given, a config map with them.
struct KubernetesFiles {
    private let carried: CarriedConfiguration

    /// The 63 characters of a label, without the longest ending of a name.
    private static let longestName = 63 - "-pointsman".count

    init(_ carried: CarriedConfiguration) {
        self.carried = carried
    }

    func files() throws(RenderError) -> [RenderedFile] {
        let section = try carried.poolerSections()
        let files = try Templates.kubernetes.filled(with: [
            "app": quoted(name), "image": quoted("pointsman:\(name)"), "app_image": quoted("\(name):latest"),
            "secrets": secrets, "env": environment, "http_port": "\(port)",
            "pooler": quoted(pooler), "grace": "\(max(30, carried.secondsToEnd))",
            "state": quoted(carried.configuration.stateDirectory),
            "run": quoted(carried.configuration.runtimeDirectory),
            "mounts": mounts(hasIni: !section.isEmpty), "volumes": volumes(hasIni: !section.isEmpty),
        ])
        return section.isEmpty ? files : files + [RenderedFile("configmap.yaml", map(section))]
    }

    private var name: String { carried.name(most: Self.longestName) }

    private var port: UInt16 { carried.configuration.httpListen?.port ?? 6433 }

    /// The address at which the app's container reaches PgBouncer.
    private var pooler: String {
        let listen = carried.configuration.poolerListen
        return if case .address(let address) = listen.dialled {
            "\(ListenAddress(address: address, port: listen.port))"
        } else {
            "\(listen.dialled):\(listen.port)"
        }
    }

    private func quoted(_ text: String) -> String { QuotedText.double(text) }

    /// A comment for people: commands that make the secrets, and what the image needs.
    private var secrets: String {
        var lines: [String] = []
        if !carried.variables.isEmpty {
            let literals = carried.variables.map { "--from-literal=\($0.entry)='\($0.example)'" }
            lines.append("kubectl create secret generic \(name)-database \(literals.joined(separator: " "))")
        }
        if !carried.files.isEmpty {
            let files = carried.files.map { "--from-file=\($0.name)=\(ShellWord.quoted($0.path))" }
            lines.append("kubectl create secret generic \(name)-files \(files.joined(separator: " "))")
        }
        var text = lines.isEmpty ? "" : "#\n# Secrets are none of this file's:\n"
        text += lines.map { "#   \(printable($0, most: 4000))\n" }.joined()
        if let hook = carried.configuration.hook.first {
            text += "# The image of the sidecar needs the hook, \(printable(hook)).\n"
        }
        return text
    }

    private var environment: String {
        let secret = carried.variables.map { variable in
            "            - {name: \(variable.name), valueFrom: {secretKeyRef: {name: \(quoted("\(name)-database")), "
                + "key: \(variable.entry)}}}\n"
        }
        // $(NAME) would be another variable's value, and $$ is a $ (Kubernetes' reference, EnvVar).
        let plain = carried.environment.map { pair in
            "            - {name: \(pair.name), value: \(quoted(pair.value.replacing("$", with: "$$")))}\n"
        }
        return (secret + plain).joined()
    }

    private func mounts(hasIni: Bool) -> String {
        var lines = carried.files.map { file in
            "            - {name: files, mountPath: \(quoted(file.path)), subPath: \(file.name), readOnly: true}\n"
        }
        if hasIni {
            lines.append(
                "            - {name: pointsman, mountPath: /etc/pointsman/pointsman.ini, subPath: pointsman.ini, readOnly: true}\n"
            )
        }
        guard !lines.isEmpty else { return "" }
        let comment = """
                        # Each file is mounted by itself (subPath), so that the folder keeps what the image has in it. Kubernetes never
                        # brings such a mount up to date: a new secret takes new pods, `kubectl rollout restart deployment/\(name)`.

            """
        return comment + lines.joined()
    }

    private func volumes(hasIni: Bool) -> String {
        var lines: [String] = []
        if !carried.files.isEmpty {
            // The kubelet gives the files to root and to the pod's group (fsGroup).
            lines.append(
                "        - {name: files, secret: {secretName: \(quoted("\(name)-files")), defaultMode: 0440}}\n")
        }
        if hasIni { lines.append("        - {name: pointsman, configMap: {name: \(quoted("\(name)-pointsman"))}}\n") }
        return lines.joined()
    }

    private func map(_ section: String) -> String {
        """
        # PgBouncer's own keys, for pointsman.yaml. Made by `pointsman render kubernetes`.
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(quoted("\(name)-pointsman"))
        data:
          pointsman.ini: \(QuotedText.lines(section, indent: 4))

        """
    }
}
