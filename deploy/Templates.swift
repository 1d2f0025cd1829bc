/// The files of this folder that `pointsman render` fills in, as they were when it was built.
package enum Templates {
    /// A file and its text.
    package struct File: Sendable {
        package let name: String
        package let text: String

        fileprivate init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            text = String(decoding: bytes, as: UTF8.self)
        }
    }

    package static var fly: [File] {
        [
            File("fly.toml", PackageResources.fly_toml), File("Dockerfile", PackageResources.Dockerfile),
            File("start", PackageResources.start),
        ]
    }

    package static var kubernetes: [File] { [File("pointsman.yaml", PackageResources.pointsman_yaml)] }

    package static var systemd: [File] {
        [
            File("pointsman.service", PackageResources.pointsman_service),
            File("pointsman.sysusers", PackageResources.pointsman_sysusers),
            File("pointsman.ini", PackageResources.pointsman_ini),
        ]
    }
}
