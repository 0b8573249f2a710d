//! The call: commands and options as written (review.md section 5).

mod pki;
pub mod sign;

pub use pki::{CertificateCall, CertificateCommand, CertificatesCall, CertificatesCommand, Shape, ShowCall};
pub use pki::{TrustCall, TrustCommand, VerifyCall};

use crate::words::Language;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Rà soát chứng thư số: ba danh sách vào, mỗi chứng thư một hướng xử lý có giải thích.
#[derive(Debug, Parser)]
#[command(name = "antin", version, propagate_version = true, arg_required_else_help = true)]
pub struct Call {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Rà soát: đối chiếu ba danh sách, ghi kết quả vào một thư mục · Review three lists into a folder
    Review(Box<ReviewCall>),
    /// Giải thích một chứng thư trong kết quả · Explain one case of a result
    Explain(ExplainCall),
    /// Danh sách: xem một tệp được đọc thế nào · See how a list is read
    Lists(ListsCall),
    /// Chứng thư số: xem nội dung, kiểm tra đường dẫn chứng thực · Show or verify certificates
    Certificate(CertificateCall),
    /// Chứng thư số trên thiết bị đang cắm · Certificates on connected tokens
    Certificates(CertificatesCall),
    /// Kho chứng thư tin cậy · The store of trusted certificates
    Trust(TrustCall),
    /// Kiểm tra chữ ký trên tệp PDF, .p7m, .p7s · Verify the signatures of files
    Verify(Box<sign::JudgeCall>),
    /// Ký số nhiều tệp với một lần nhập mã PIN · Sign files, one log-in for all
    Sign(Box<sign::SignCall>),
    /// Nâng mức chữ ký có sẵn để kiểm tra được lâu dài · Raise the level of existing signatures
    Extend(Box<sign::ExtendCall>),
    /// Thiết bị đang cắm, chứng thư trên đó và khóa nào ký được · Tokens, certificates, what each may sign
    Keys(sign::KeysCall),
    /// The library of a token in a process of its own.
    #[command(name = "token-child", hide = true)]
    TokenChild,
    /// Lập văn bản, mẫu biểu từ tệp dữ liệu · Make a letter, form or report from a file of data
    Paper(PaperCall),
    /// In bảng quy tắc (Markdown) · Print the table of rules
    Rules,
    /// Chạy dịch vụ: sổ chứng thư số trên trình duyệt · Run the service
    Serve(ServeCall),
    /// Lập hoặc nâng cấp cấu trúc cơ sở dữ liệu · Bring the schema of a database up to date
    Migrate(MigrateCall),
    /// Nhật ký: kiểm tra có bị sửa đổi không · Verify that the audit is as it was written
    Audit(AuditCall),
}

/// Where the database is: one of the two.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct DatabasePlace {
    /// Địa chỉ cơ sở dữ liệu: tệp SQLite hoặc postgres://…
    #[arg(long, value_name = "URL", env = "ANTIN_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Thư mục dữ liệu (tệp antin.db trong đó)
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `antin migrate`.
#[derive(Debug, Args)]
pub struct MigrateCall {
    /// The database.
    #[command(flatten)]
    pub database: DatabasePlace,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin audit`.
#[derive(Debug, Args)]
pub struct AuditCall {
    /// What to do with the audit.
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// Commands about the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Kiểm tra nhật ký: kết thúc với mã 0 nếu nguyên vẹn, 4 nếu đã bị can thiệp · Exit 0 intact, 4 tampered with
    Verify {
        /// The database.
        #[command(flatten)]
        database: DatabasePlace,
        /// Thư mục các điểm chốt đã ký; không ghi: checkpoints trong thư mục dữ liệu
        #[arg(long, value_name = "DIR", required_unless_present = "data")]
        checkpoints: Option<PathBuf>,
        /// Ngôn ngữ
        #[arg(long, value_parser = language(), default_value = "vi")]
        lang: Language,
    },
}

/// `antin review`.
#[derive(Debug, Args)]
pub struct ReviewCall {
    /// The lists.
    #[command(flatten)]
    pub lists: ListFiles,
    /// Gói chính sách: tên (vn-tax-2018, vn-tax-2024) hoặc tệp TOML; không ghi: gói có hiệu lực ngày tính đến
    #[arg(long, value_name = "NAME|FILE")]
    pub policy: Option<String>,
    /// Tính đến ngày; không ghi: hôm nay
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
    /// Chỉ ghi kết quả của đơn vị này và các đơn vị trực thuộc
    #[arg(long, value_name = "NAME")]
    pub unit: Option<String>,
    /// Dạng kết quả
    #[arg(long, value_delimiter = ',', default_value = "xlsx,csv,json")]
    pub format: Vec<Format>,
    /// Tệp TOML hoặc JSON có số, ngày, người ký, nơi nhận của văn bản (cho --format pdf,docx)
    #[arg(long, value_name = "FILE")]
    pub letter: Option<PathBuf>,
    /// Thư mục mẫu văn bản riêng của đơn vị
    #[arg(long, value_name = "DIR", env = "ANTIN_PAPERS")]
    pub papers: Option<PathBuf>,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
    /// Thư mục kết quả
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Số luồng xử lý; không ghi: số nhân của máy
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS")]
    pub threads: Option<usize>,
    /// In số giây của từng bước
    #[arg(long)]
    pub timings: bool,
}

/// The lists of a review.
#[derive(Debug, Args, Clone, Default)]
pub struct ListFiles {
    /// Danh sách chứng thư số của Ban Cơ yếu Chính phủ
    #[arg(long, value_name = "FILE")]
    pub ca_list: PathBuf,
    /// Danh sách trên ứng dụng ký điện tử tập trung, sổ theo dõi
    #[arg(long, value_name = "FILE")]
    pub registry: PathBuf,
    /// Danh sách công chức
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// Danh mục đơn vị
    #[arg(long, value_name = "FILE")]
    pub units: Option<PathBuf>,
    /// Văn bản đã đề nghị
    #[arg(long, value_name = "FILE")]
    pub sent: Option<PathBuf>,
    /// Thư mục tệp chứng thư số: đọc từ thiết bị, tệp .crt .p7b, PDF đã ký
    #[arg(long, value_name = "DIR")]
    pub certificates: Option<PathBuf>,
    /// Thư mục danh sách thu hồi (CRL) của nơi cấp
    #[arg(long, value_name = "DIR")]
    pub crl: Option<PathBuf>,
    /// Chỉ dùng với --crl: chứng thư tin cậy để tin danh sách thu hồi: tệp, thư mục hoặc kho tin cậy; không ghi: kho của máy nếu có
    #[arg(long, value_name = "FILE|DIR", env = "ANTIN_TRUST")]
    pub trust: Option<PathBuf>,
    /// Tệp TOML chỉ định cột, khi tiêu đề không nhận ra được
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,
}

impl From<&ListFiles> for antin_results::ListFiles {
    fn from(files: &ListFiles) -> antin_results::ListFiles {
        let ListFiles { ca_list, registry, roster, units, sent, certificates, crl, trust, columns } = files.clone();
        antin_results::ListFiles { ca_list, registry, roster, units, sent, certificates, crl, trust, columns }
    }
}

/// Formats of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// review.xlsx
    Xlsx,
    /// report.pdf
    Pdf,
    /// report.docx
    Docx,
    /// cases.csv, rejected.csv
    Csv,
    /// summary.json
    Json,
}

/// `antin explain`.
#[derive(Debug, Args)]
pub struct ExplainCall {
    /// Thư mục kết quả của `antin review`
    pub dir: PathBuf,
    /// Số thứ tự (cột case) hoặc số hiệu chứng thư
    pub case: String,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin serve`.
#[derive(Debug, Args)]
pub struct ServeCall {
    /// Thư mục dữ liệu: cơ sở dữ liệu SQLite, tệp đã nhận
    #[arg(long, value_name = "DIR", default_value = "antin-data")]
    pub data: PathBuf,
    /// Cơ sở dữ liệu khác: postgres://… hoặc đường dẫn tệp SQLite
    #[arg(long, value_name = "URL", env = "ANTIN_DATABASE")]
    pub database: Option<String>,
    /// Địa chỉ phục vụ
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Địa chỉ riêng cho người vận hành: /healthz, /readyz, /metrics
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub admin_listen: Option<SocketAddr>,
    /// Có máy chủ trung gian (HTTPS) đứng trước: cookie chỉ đi qua HTTPS, địa chỉ người dùng lấy từ X-Forwarded-For
    #[arg(long)]
    pub behind_proxy: bool,
    /// Thư mục các điểm chốt đã ký của nhật ký; không ghi: checkpoints trong thư mục dữ liệu
    #[arg(long, value_name = "DIR")]
    pub checkpoints: Option<PathBuf>,
    /// Máy chủ thư: smtp://host:25, smtps://tên:mật-khẩu@host:465; không ghi: thư chờ trong hàng, không gửi
    #[arg(long, value_name = "URL", env = "ANTIN_SMTP", hide_env_values = true, requires = "mail_from")]
    pub smtp: Option<String>,
    /// Địa chỉ đứng tên gửi thư
    #[arg(long, value_name = "EMAIL")]
    pub mail_from: Option<String>,
    /// Địa chỉ mà người dùng mở, để ghi trong thư: https://…
    #[arg(long, value_name = "URL")]
    pub address: Option<String>,
    /// Trình diễn: một cơ quan thuế hư cấu và các tài khoản có sẵn
    #[arg(long)]
    pub demo: bool,
    /// Ngôn ngữ của dòng lệnh
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin paper`.
#[derive(Debug, Args)]
pub struct PaperCall {
    /// Tên mẫu; `list` để xem các mẫu, trường và căn cứ
    pub form: String,
    /// Tệp dữ liệu (.json, .toml)
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Tệp kết quả (.pdf, .docx, .xlsx)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Theo quy định của ngày nào; không ghi: ngày của văn bản, không có thì hôm nay
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<String>,
    /// Thư mục mẫu văn bản riêng của đơn vị
    #[arg(long, value_name = "DIR", env = "ANTIN_PAPERS")]
    pub papers: Option<PathBuf>,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin lists`.
#[derive(Debug, Args)]
pub struct ListsCall {
    /// What to do with a list.
    #[command(subcommand)]
    pub command: ListsCommand,
}

/// Commands about lists.
#[derive(Debug, Subcommand)]
pub enum ListsCommand {
    /// Xem một tệp được đọc thế nào · Show how a file is read
    Show {
        /// Tệp danh sách
        file: PathBuf,
        /// Loại danh sách; không ghi: nhận theo tiêu đề
        #[arg(long, value_name = "ca-list|registry|roster|units|sent")]
        kind: Option<String>,
        /// Tệp TOML chỉ định cột
        #[arg(long, value_name = "FILE")]
        columns: Option<PathBuf>,
        /// Ngôn ngữ
        #[arg(long, value_parser = language(), default_value = "vi")]
        lang: Language,
    },
}

/// Reads `vi` or `en`.
fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::name)).map(|name| Language::of(&name).unwrap_or_default())
}
