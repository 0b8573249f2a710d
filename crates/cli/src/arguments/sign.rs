//! The call of the commands that sign, and that judge signatures.

use super::language;
use crate::words::Language;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people, on a terminal.
    Text,
    /// For machines: one object per file.
    Json,
    /// For people, in a browser or on paper: one file, nothing is fetched.
    Html,
    /// For the file: a sheet in PDF/A.
    Pdf,
}

/// Where the commands may go for certificates, CRLs, OCSP answers and time stamps.
#[derive(Clone, Debug, Default, Args)]
pub struct NetworkCall {
    /// Không hỏi gì qua mạng
    #[arg(long)]
    pub offline: bool,
    /// Máy chủ được phép hỏi (thêm vào tệp allowed-hosts trong thư mục cấu hình); không có: không hỏi máy chủ nào
    #[arg(long, value_name = "HOST", env = "ANTIN_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_host: Vec<String>,
    /// Các CA được tin khi nối https (PEM); không ghi: tls-roots.pem trong thư mục cấu hình, nếu không có thì các CA công cộng
    #[arg(long, value_name = "FILE")]
    pub tls_roots: Option<PathBuf>,
    /// Số giây chờ một máy chủ
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub wait: u64,
}

/// What signatures and certificates are judged with.
#[derive(Clone, Debug, Default, Args)]
pub struct MaterialCall {
    /// Chứng thư tin cậy: tệp, thư mục hoặc kho tin cậy; không ghi: kho của “antin trust”. Không bao giờ dùng kho của hệ điều hành
    #[arg(long, value_name = "FILE|DIR")]
    pub trust: Vec<PathBuf>,
    /// Chứng thư trung gian
    #[arg(long, value_name = "FILE|DIR")]
    pub chain: Vec<PathBuf>,
    /// Danh sách thu hồi đã tải về
    #[arg(long, value_name = "FILE|DIR")]
    pub crl: Vec<PathBuf>,
    /// Câu trả lời OCSP đã lưu thành tệp
    #[arg(long, value_name = "FILE|DIR")]
    pub ocsp: Vec<PathBuf>,
}

/// `antin verify`.
#[derive(Debug, Args)]
pub struct JudgeCall {
    /// Tệp đã ký (.pdf, .p7m, .p7s)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Tệp gốc của chữ ký tách rời (.p7s)
    #[arg(long, value_name = "ORIGINAL")]
    pub detached: Option<PathBuf>,
    /// With what.
    #[command(flatten)]
    pub material: MaterialCall,
    /// Kết luận tại thời điểm này; không ghi: bây giờ
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Where it may ask.
    #[command(flatten)]
    pub network: NetworkCall,
    /// Tệp chứa mật khẩu mở PDF
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Dạng kết quả
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Cơ quan, đơn vị lập phiếu (cho --format pdf)
    #[arg(long, value_name = "TEXT")]
    pub agency: Option<String>,
    /// Ghi kết quả vào tệp này thay vì in ra
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Lưu đúng phần đã được ký (phiên bản lúc ký, hoặc nội dung bên trong .p7m) vào tệp này
    #[arg(long, value_name = "FILE")]
    pub save_signed: Option<PathBuf>,
    /// Chữ ký nào của --save-signed; không ghi: chữ ký sau cùng
    #[arg(long, value_name = "ID", requires = "save_signed")]
    pub signature: Option<String>,
    /// Ngôn ngữ
    #[arg(long, alias = "language", value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// What kind of signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// In a PDF.
    Pades,
    /// A .p7s or .p7m for any file.
    Cades,
    /// In XML: not made here yet.
    Xades,
    /// In an Office file: not made here yet.
    Ooxml,
    /// A container: not made here yet.
    Asice,
}

/// The level of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum SignLevel {
    /// B-B.
    B,
    /// B-T: with a time stamp.
    T,
    /// B-LT: with what is needed to judge it later.
    Lt,
    /// B-LTA: with a time stamp over that.
    Lta,
}

/// `antin sign`.
#[derive(Debug, Args)]
pub struct SignCall {
    /// Tệp cần ký
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Thư mục kết quả
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Loại chữ ký
    #[arg(long, value_enum, default_value_t = Format::Pades)]
    pub format: Format,
    /// Mức: b, t (dấu thời gian), lt (dữ liệu kiểm tra lâu dài), lta (dấu thời gian trên dữ liệu đó)
    #[arg(long, value_enum, default_value_t = SignLevel::B)]
    pub level: SignLevel,
    /// Khóa: pkcs11:token=…;object=…?module-path=…, hoặc tệp PKCS#12 (.p12, .pfx)
    #[arg(long, value_name = "KEY")]
    pub key: String,
    /// Tệp chứa mã PIN hoặc mật khẩu của khóa; không ghi: hỏi trên màn hình
    #[arg(long, value_name = "FILE")]
    pub pin_file: Option<PathBuf>,
    /// With what certificates and revocation data.
    #[command(flatten)]
    pub material: MaterialCall,
    /// Máy chủ dấu thời gian (http, https)
    #[arg(long, value_name = "URL")]
    pub tsa: Option<String>,
    /// Lý do ký
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Nơi ký
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    /// Ô chữ ký có sẵn trong PDF
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// What is seen on the page.
    #[command(flatten)]
    pub mark: MarkCall,
    /// CAdES: chữ ký để riêng (.p7s) hay chứa tệp bên trong (.p7m)
    #[arg(long, value_enum, default_value_t = Container::Detached)]
    pub container: Container,
    /// Tệp chứa mật khẩu mở PDF
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Where it may ask.
    #[command(flatten)]
    pub network: NetworkCall,
    /// Số giây chờ thiết bị cho mỗi chữ ký
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub key_timeout: u64,
    /// Ngôn ngữ
    #[arg(long, alias = "language", value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// Where the content of a CMS signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Container {
    /// Beside it: `.p7s`.
    Detached,
    /// Inside: `.p7m`.
    Attached,
}

/// The visible mark of a signature.
#[derive(Clone, Debug, Args)]
pub struct MarkCall {
    /// Dấu hiệu nhìn thấy: person (chữ ký cá nhân), organisation (dấu cơ quan), annex (phụ lục), copy (bản sao), none, hoặc tệp hình PNG
    #[arg(long, value_name = "person|organisation|annex|copy|none|FILE", default_value = "none")]
    pub mark: String,
    /// Hình PNG của person hoặc organisation; không ghi: marks/person.png, marks/organisation.png trong thư mục cấu hình
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// Chỗ của hình: trang (từ 1; -1 là trang cuối), cách trái, cách trên, rộng, cao (mm)
    #[arg(
        long,
        value_name = "PAGE,LEFT,TOP,WIDTH,HEIGHT",
        default_value = "-1,110,200,60,30",
        allow_hyphen_values = true
    )]
    pub place: String,
    /// Dòng chữ: annex cần số, ký hiệu văn bản; copy cần hình thức sao rồi tên cơ quan
    #[arg(long, value_name = "TEXT")]
    pub mark_line: Vec<String>,
    /// Phông chữ TrueType; không ghi: Tinos (kích thước như Times New Roman)
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
}

/// `antin extend`.
#[derive(Debug, Args)]
pub struct ExtendCall {
    /// Tệp đã ký (.pdf, .p7m, .p7s)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Tệp gốc của chữ ký tách rời (.p7s); không ghi: tệp cùng tên, bỏ .p7s, nằm bên cạnh
    #[arg(long, value_name = "ORIGINAL")]
    pub detached: Option<PathBuf>,
    /// Mức cần đạt
    #[arg(long, value_enum)]
    pub level: SignLevel,
    /// Thư mục kết quả
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Máy chủ dấu thời gian (http, https)
    #[arg(long, value_name = "URL")]
    pub tsa: Option<String>,
    /// With what certificates and revocation data.
    #[command(flatten)]
    pub material: MaterialCall,
    /// Tệp chứa mật khẩu mở PDF
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Where it may ask.
    #[command(flatten)]
    pub network: NetworkCall,
    /// Ngôn ngữ
    #[arg(long, alias = "language", value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin keys`.
#[derive(Debug, Args)]
pub struct KeysCall {
    /// Thư viện PKCS#11 của thiết bị
    #[arg(long, value_name = "PATH", env = "ANTIN_PKCS11_MODULE")]
    pub module: PathBuf,
    /// Số giây chờ thiết bị
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub timeout: u64,
    /// Ngôn ngữ
    #[arg(long, alias = "language", value_parser = language(), default_value = "vi")]
    pub lang: Language,
}
