import PointsmanConfiguration
import PointsmanFormats

extension CarriedConfiguration {
    /// A file that the configuration names and that must be taken along.
    struct File: Equatable {
        /// The key, or the parameter of a URL, that names the file; no two files have the same.
        let name: String
        let path: String
    }

    /// The folders that systemd's unit hides from the agent (`ProtectHome=`, `PrivateTmp=`).
    private static let hidden = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"]

    /// The files that are named, each path once; not the hook, which is a program.
    var files: [File] {
        var found = Self.files(of: configuration.database, "")
        for (index, console) in configuration.consoles.enumerated() {
            found += Self.files(of: console, index == 0 ? "console_" : "console_\(index + 1)_")
        }
        if let url = configuration.poolerURL { found += Self.files(of: url, "pooler_") }
        let own = secretFiles.map { "\(Self.folder)/\($0.name)" }
        found += keys.filter { $0.key.row.form == .path && !$0.text.isEmpty && !own.contains($0.text) }
            .map { File(name: $0.key.rawValue, path: $0.text) }
        found += configuration.pgbouncerKeys.filter { entry in
            (entry.key.hasSuffix("_file") || entry.key == "resolv_conf") && entry.value.hasPrefix("/")
        }.map { File(name: $0.key, path: $0.value) }
        var paths: Set<String> = []
        return Self.unique(found.filter { paths.insert($0.path).inserted })
    }

    /// The files with names of their own: two of one name would be one secret. Fly's secrets have capitals only.
    private static func unique(_ files: [File]) -> [File] {
        var names: Set<String> = []
        return files.map { file in
            var (name, number) = (file.name, 2)
            while !names.insert(name.lowercased()).inserted {
                name = "\(file.name)_\(number)"
                number += 1
            }
            return File(name: name, path: file.path)
        }
    }

    private static func files(of url: DatabaseURL, _ prefix: String) -> [File] {
        [
            ("sslrootcert", url.sslRootCertificate), ("sslcert", url.sslCertificate), ("sslkey", url.sslKey),
            ("passfile", url.passFile),
        ].compactMap { name, path in path.map { File(name: prefix + name, path: $0) } }
    }

    /// Checks that each file can be taken along; throws otherwise.
    func checkFiles() throws(RenderError) {
        let hook = configuration.hook.first.map { [File(name: "hook", path: $0)] } ?? []
        switch platform {
        case .systemd:
            let folders = directories.map { File(name: $0.variable, path: $0.folder) }
            for file in files + hook + folders {
                guard let folder = Self.hidden.first(where: { Self.lies(file.path, in: $0) }) else { continue }
                throw RenderError(
                    "systemd can't carry \(file.name): its unit does not see \(printable(file.path)), since \(folder) is "
                        + "hidden from it: put it elsewhere, such as into \(Self.folder)")
            }
        case .kubernetes, .fly:
            for file in files {
                let isOurs =
                    file.path == ConfigurationLoader.standardFile || directories.contains { $0.folder == file.path }
                guard !isOurs, !file.path.hasSuffix("/"), !file.path.contains(":"), !Self.climbs(file.path) else {
                    throw RenderError(
                        "\(platform.rawValue) can't carry \(file.name): nothing can be mounted at \(printable(file.path)): "
                            + "name another file")
                }
            }
        }
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        let path = "/" + parts(path).joined(separator: "/")
        return path == folder || path.hasPrefix(folder + "/")
    }

    private static func climbs(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0 == ".." }
    }

    private static func parts(_ path: String) -> [Substring] {
        path.split(separator: "/").reduce(into: []) { parts, part in
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
    }
}
