import PointsmanAgent
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats
import Testing

@Suite("The configuration of Patroni and of second opinions")
struct ManagerConfigurationTests {
    @Test("second_opinions reads none, a list of sources, and auto")
    func opinions() throws {
        func check(_ text: String, asked: [OpinionSource], sought: [OpinionSource]) throws {
            let configuration = try load(environment: [
                "DATABASE_URL": "postgres://app:pw@db.internal/app", "POINTSMAN_SECOND_OPINIONS": text,
            ])
            #expect(configuration.policy.secondOpinions == asked, "\(text)")
            #expect(configuration.policy.soughtOpinions == sought, "\(text)")
        }
        try check("none", asked: [], sought: [])
        try check("", asked: [], sought: [])
        try check("auto", asked: [], sought: ConfigurationLoaderTests.sought)
        try check("patroni", asked: [OpinionSource(.patroni, port: 8008)], sought: [])
        try check(
            "auto, patroni:8009", asked: [OpinionSource(.patroni, port: 8009)],
            sought: [OpinionSource(.fly, port: 5500)])
    }

    @Test("the places of Patroni are those that are named, else the URL's hosts at Patroni's port")
    func patroniPlaces() throws {
        let url =
            "[pointsman]\ndatabase_url = postgres://app:pw@db-1.example.org:6000,192.0.2.2:6001/app\ndiscovery = patroni\n"
        let standard = [ListedHost(name: "db-1.example.org", port: 8008), ListedHost(name: "192.0.2.2", port: 8008)]
        #expect(try load(url).discovery == .patroni(standard))
        let named = try load(url + "patroni = 192.0.2.3:8009, db-2\n").discovery
        #expect(named == .patroni([ListedHost(name: "192.0.2.3", port: 8009), ListedHost(name: "db-2", port: 8008)]))
    }

    @Test("Patroni's files are read, with certificate and key in one, and a login without a colon is refused")
    func patroniFiles() throws {
        let disk = [
            "/ca": "CA", "/both": "CERTIFICATE KEY", "/key": "KEY", "/login": "pat:p:w \nrest\n", "/no": "pat\n",
        ]
        let keys =
            ConfigurationLoaderTests.url + "patroni_tls = verify-ca\npatroni_ca_file = /ca\npatroni_cert_file = /both\n"
        var expected = PatroniAccess()
        expected.tls = .authority
        expected.authority = Array("CA".utf8)
        expected.certificate = Array("CERTIFICATE KEY".utf8)
        expected.key = Secret("CERTIFICATE KEY")
        #expect(try load(keys, disk: disk).patroni == expected)
        expected.key = Secret("KEY")
        expected.login = Secret("pat:p:w ")
        #expect(
            try load(keys + "patroni_key_file = /key\npatroni_auth_file = /login\n", disk: disk).patroni == expected)
        #expect(failure(keys + "patroni_auth_file = /no\n", disk: disk).contains("/no is no USER:PASSWORD"))
        let plain = try load(ConfigurationLoaderTests.url + "patroni_auth_file = /login\n", disk: disk)
        #expect(plain.notices.contains { $0.sentence.contains("sent in plain text") })
    }
}
