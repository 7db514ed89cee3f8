import Foundation

extension ExampleFiles {
    /// Tables by the names of their files.
    static let tables: [(String, String)] = [
        (
            "leavers.csv",
            rows("left,burnout,experience,clinic", 200) {
                [bit($0, 7), noise($0, 1), noise($0, 2), "\($0 % 10)"]
            }
        ),
        (
            "sites.csv",
            rows("cluster,beds,rural", 12) { ["w\($0)", "\(10 + $0 * 7 % 23)", "\($0 % 3 == 0 ? 1 : 0)"] }
        ),
        (
            "wards.csv",
            rows("ward,beds,rural,events,trials,exposed", 12) {
                [
                    "w\($0)", "\(10 + $0 * 7 % 23)", "\($0 % 3 == 0 ? 1 : 0)", "\(3 + $0 * 5 % 7)",
                    "\(20 + $0)", "\($0 % 2)",
                ]
            }
        ),
        (
            "monthly.csv",
            rows("month,admissions,population,falls,patients", 60) { i in
                let month = String(format: "%d-%02d", 2003 + i / 12, 1 + i % 12)
                return [
                    month, "\(90 + i * 37 % 23 - i / 4)", "\(10_000 + 3 * i)", "\(4 + i * 5 % 6)",
                    "\(100 + i % 9)",
                ]
            }
        ),
        (
            "trial.csv",
            rows("site,step,exposed,score,arm,age,qaly,cost", 240) { i in
                let (site, step) = (i % 12, i / 12 % 5)
                let values = [site, step, step > site / 3 ? 1 : 0].map { "\($0)" }
                return values + [
                    noise(i, 3), bit(i, 4), "\(40 + i * 7 % 31)", "0.\(500 + i * 29 % 401)",
                    "\(900 + i * 53 % 607)",
                ]
            }
        ),
        ("beta.csv", "beta\n0.1\n-0.05\n0.02\n0.04\n-0.5\n-0.6\n"),
        ("sigma.csv", rows("a,b,c,d,e,f", 6) { i in (0..<6).map { $0 == i ? "0.01" : "0.002" } }),
        ("psa.csv", rows("sample,p,q,e1,e2,c1,c2", 200, draw)),
        ("nested.csv", rows("sample,p,q,e1,e2,c1,c2", 200, draw)),
        (
            "measures.csv",
            "measure,estimate,std.error,threshold,direction\nreadmissions,0.01,0.002,0.03,above\novertime,5,1,4.5,max\n"
        ),
        (
            "options.csv",
            """
            strategy,programme,name,cost,effect,total,qaly,std.error,weight
            usual,usual,scribes,120,9.5,1000,4.1,2,1
            a,a,inbox,70000,6,3000,4.4,1.5,1
            b,b,peers,35000,2.5,9000,4.6,1.5,2
            """ + "\n"
        ),
        ("pairs.csv", "first,second,effect\nscribes,inbox,-4\n"),
        ("states.csv", "arm,utility,years\nusual,0.7,2\nusual,0.5,1\nnew,0.8,2\nnew,0.6,1\n"),
        ("visits.csv", "arm,year,eq5d\nusual,0,0.7\nusual,1,0.6\nnew,0,0.7\nnew,1,0.8\n"),
        (
            "trace.csv",
            """
            arm,state,share,utility
            usual,well,1,0.9\nusual,ill,0,0.5\nusual,well,0.7,0.9\nusual,ill,0.3,0.5
            new,well,1,0.9\nnew,ill,0,0.5\nnew,well,0.8,0.9\nnew,ill,0.2,0.5
            """ + "\n"
        ),
        (
            "policies.csv",
            """
            policy,aim,estimate,std.error,better
            scribes,experience,2,0.5,higher\nscribes,cost,-3,1,lower
            inbox,experience,1,0.5,higher\ninbox,cost,1,0.4,lower
            """ + "\n"
        ),
        (
            "scores.csv",
            rows("clinic,volume,quality,wellbeing,waiting", 8) { i in
                ["c\(i)"] + (1..<5).map { k in noise(i, k) }
            }
        ),
        (
            "data.csv",
            rows("y,treated,age,workload,site", 120) {
                [noise($0, 5), bit($0, 2), noise($0, 6), noise($0, 7), "\($0 % 4)"]
            }
        ),
        (
            "matched.csv",
            rows("pair,treated,burnout", 40) {
                ["\($0 / 2)", "\($0 % 2)", "\(50 - $0 % 2 * 4 + $0 * 13 % 11)"]
            }
        ),
        (
            "stays.csv",
            rows("ward,risk,sepsis", 160) { i in
                let risk = (i * 37) % 100
                return ["\(i % 8)", "0.\(String(format: "%02d", risk))", risk + i * 29 % 60 > 95 ? "1" : "0"]
            }
        ),
        ("inbox.csv", rows("day,inbox", 80) { ["\($0)", noise($0, 9)] }),
        ("backlogs.csv", rows("clinic,week,backlog", 120) { ["\($0 / 60)", "\($0 % 60)", noise($0, 10)] }),
        ("survey.csv", survey), ("answers.csv", answers),
        (
            "orders.csv",
            rows("clinic,imaging,visits", 12) { ["c\($0)", "\(5 + $0 * 5 % 9)", "\(80 + $0 * 9)"] }
        ),
        (
            "imaging.csv",
            rows("clinic,month,rate", 96) { ["\($0 / 24)", "\(1 + $0 % 24)", "0.\(110 + $0 * 31 % 47)"] }
        ),
    ]

    private static var survey: String {
        let efforts = (1...3).map { "e\($0)" } + (1...7).map { "r\($0)" }
        let measures = "workload,paperwork,autonomy,support,exhaustion,engagement,leaves,errors,age"
        return rows("clinic,ward," + efforts.joined(separator: ",") + "," + measures, 60) { i in
            ["\(i % 8)", "w\(i % 5)"] + efforts.indices.map { "\(1 + Int(number(i, 30 + $0) * 4))" }
                + (11..<20).map { noise(i, $0) }
        }
    }

    private static var answers: String {
        let items = (1...5).map { "ex\($0)" } + (1...5).map { "cy\($0)" } + (1...6).map { "pe\($0)" }
        return rows("clinic," + items.joined(separator: ","), 60) { i in
            ["\(i % 8)"] + items.indices.map { "\(Int(number(i, $0) * 7))" }
        }
    }

    @Sendable private static func draw(_ i: Int) -> [String] {
        ["\(i / 10)"]
            + (0..<6).map { k in
                String(format: "%.4f", (k > 3 ? 900 + 400 * Double(k) : 1) * (1 + number(i, k) / 10))
            }
    }

    private static func rows(_ header: String, _ count: Int, _ row: (Int) -> [String]) -> String {
        ([header] + (0..<count).map { row($0).joined(separator: ",") }).joined(separator: "\n") + "\n"
    }

    /// A number between 0 and 1 that looks like chance.
    private static func number(_ i: Int, _ k: Int) -> Double {
        let wave = 9_999.1 * sin(Double(i + 1) * 12.9898 + Double(k) * 78.233)
        return wave - wave.rounded(.down)
    }

    private static func noise(_ i: Int, _ k: Int) -> String { String(format: "%.3f", 50 + 10 * number(i, k)) }

    private static func bit(_ i: Int, _ k: Int) -> String { number(i, k) > 0.5 ? "1" : "0" }
}
