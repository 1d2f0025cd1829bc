package import PointsmanFormats

/// The place of an instance's configuration: a file, and the name of the instance that it belongs to.
package struct ConfigurationPlace: Equatable, Sendable {
    /// The file to read; nil if there is none.
    package let file: String?
    /// The instance's name, which its folders have too; nil for the one that needs none.
    package let instance: String?

    /// The machine's folder of configurations.
    package static let folder = "/etc/pointsman"
    private static let standardName = "pointsman"

    /// - Parameters:
    ///   - file: the file that the operator names.
    ///   - cluster: the instance that the operator names: NAME stands for NAME.ini in the user's folder or the machine's.
    package init(
        file: String?, cluster: String?, environment: [String: String], account: Account,
        disk: (_ file: String) -> LoadedFile
    ) {
        let folders = (account.isRoot ? [] : [Self.ownFolder(environment, disk)].compactMap(\.self)) + [Self.folder]
        func found(_ name: String) -> String? {
            folders.map { "\($0)/\(name).ini" }.first { disk($0) != .absent }
        }
        if let file = file ?? (cluster == nil ? environment["POINTSMAN_CONFIG"] : nil) {
            self.file = file
        } else if let cluster {
            // If there is none, the error names the machine's.
            self.file = found(cluster) ?? "\(Self.folder)/\(cluster).ini"
        } else {
            // The machine's may be another user's, whose secrets are no matter of this one.
            self.file = found(Self.standardName).flatMap { file in
                disk(file) == .denied && !account.mayHaveMachineFolders(nil) ? nil : file
            }
        }
        instance = self.file.flatMap { Self.instance($0, folders) }
    }

    /// Whether `name` may name an instance: it becomes part of paths, and of a unit's name.
    package static func isName(_ name: String) -> Bool { DatabaseLine.isName(name) && !name.hasPrefix(".") }

    /// NAME of a file FOLDER/NAME.ini in one of `folders`.
    private static func instance(_ file: String, _ folders: [String]) -> String? {
        guard file.hasSuffix(".ini"), let slash = file.lastIndex(of: "/"), folders.contains(String(file[..<slash]))
        else { return nil }
        let name = String(file[file.index(after: slash)...].dropLast(4))
        return isName(name) && name != standardName ? name : nil
    }

    /// The user's own folder of configurations; nil without one. A program that was started as another user may have that one's
    /// HOME, which it can't look into.
    private static func ownFolder(
        _ environment: [String: String], _ disk: (_ file: String) -> LoadedFile
    ) -> String? {
        let base = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { "\($0)/.config" }
        return base.flatMap { $0.hasPrefix("/") && disk($0) != .denied ? "\($0)/pointsman" : nil }
    }
}
