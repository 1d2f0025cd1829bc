import LinuxReactor
import Testing

/// An authority of a test's own and what it has signed, in the test's folder: `ca.crt`, `pooler.crt` for PgBouncer at
/// 127.0.0.1 and `app.crt` for the role, each with its key; and `other.crt`, of another authority. PgBouncer's user may read
/// them.
enum Certificates {
    @Reactor
    static func make(in place: Place) async throws {
        let curve = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        let script = """
            cd \(place.folder)
            for name in ca other; do
                openssl req -x509 -newkey \(curve) -days 2 -subj /CN=$name -keyout $name.key -out $name.crt
            done
            for name in pooler app; do
                openssl req -newkey \(curve) -subj /CN=$name -keyout $name.key -out $name.csr
                echo 'subjectAltName = IP:127.0.0.1' >names
                openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out $name.crt
            done
            chmod 644 *.crt
            chmod 600 *.key
            if [ $(id -u) = 0 ]; then chown postgres pooler.key app.key; fi
            """
        let child = try place.start(
            ["/bin/sh", "-ec", script], environment: ["PATH=\(Program.path)"], output: "openssl.log")
        let code = await child.ended(until: .now + .seconds(60))
        #expect(code == 0, "\(contents(of: "\(place.folder)/openssl.log"))")
    }
}
