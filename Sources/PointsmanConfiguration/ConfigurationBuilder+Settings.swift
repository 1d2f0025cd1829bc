import PointsmanFormats

extension ConfigurationBuilder {
    /// The app's URL, completed as libpq does: by a service's file first, then by the environment. Nil if no database
    /// is named, or the URL can't be read.
    mutating func connectionSettings() -> ConnectionSettings? {
        if !values.isGiven(.databaseURL), let variable = ConnectionSettings.isTold(by: environment) {
            values.set(.databaseURL, to: "", from: .variable(variable))
            return filled(ConnectionSettings())
        }
        guard let settings = values.read(.databaseURL, Self.settings) else { return nil }
        return filled(settings)
    }

    static func settings(_ text: String) throws(Expectation) -> ConnectionSettings {
        do throws(DatabaseURLError) {
            return try ConnectionSettings(text)
        } catch {
            throw Expectation(error.description)
        }
    }

    private mutating func filled(_ settings: ConnectionSettings) -> ConnectionSettings? {
        var settings = settings
        do throws(DatabaseURLError) {
            if let service = settings.service ?? environment["PGSERVICE"].flatMap({ $0.isEmpty ? nil : $0 }) {
                try fill(&settings, from: service)
            }
            // A file that is named takes precedence over a variable that may not be meant for this program.
            let isGiven = values.isGiven(.passwordFile)
            try settings.fill(from: environment.filter { !isGiven || $0.key != "PGPASSWORD" })
            return settings
        } catch {
            values.complain(about: .databaseURL, error.description)
            return nil
        }
    }

    /// Looks for `service` in the files that libpq reads (PostgreSQL manual, 34.17).
    private func fill(_ settings: inout ConnectionSettings, from service: String) throws(DatabaseURLError) {
        var files: [String] = []
        if let named = settings.serviceFile ?? environment["PGSERVICEFILE"] {
            files.append(named)
        } else if let home {
            files.append("\(home)/.pg_service.conf")
        }
        files += ["\(environment["PGSYSCONFDIR"] ?? "/etc/postgresql-common")/pg_service.conf"]
        for file in files {
            guard case .bytes(let bytes, _) = disk(file) else { continue }
            do throws(DatabaseURLError) {
                guard let group = try ServiceFile.group(service, in: bytes) else { continue }
                return try settings.fill(from: group, of: file)
            } catch {
                throw DatabaseURLError("\(printable(file)): \(error)")
            }
        }
        throw DatabaseURLError(
            "its service has no group [SERVICE] in \(files.map { printable($0) }.joined(separator: " or ")), as far as they can be "
                + "read")
    }

    /// The user's home, for the default files; nil if it is no absolute path.
    var home: String? { environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } }
}
