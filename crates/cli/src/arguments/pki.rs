//! The call of the commands about certificates and trust.

use super::language;
use crate::words::Language;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// `antin certificate`.
#[derive(Debug, Args)]
pub struct CertificateCall {
    /// What to do with certificates.
    #[command(subcommand)]
    pub command: CertificateCommand,
}

/// Commands about certificates in files.
#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
    /// Xem nội dung chứng thư số (PEM, DER, P7B) · Show what certificates say
    Show(ShowCall),
    /// Kiểm tra một chứng thư số: đường dẫn chứng thực, hiệu lực, thu hồi · Verify one certificate
    Verify(VerifyCall),
}

/// `antin certificate show`.
#[derive(Debug, Args)]
pub struct ShowCall {
    /// Tệp chứng thư số
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Dạng kết quả
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin certificate verify`.
#[derive(Debug, Args)]
pub struct VerifyCall {
    /// Tệp chứng thư số cần kiểm tra
    pub file: PathBuf,
    /// Chứng thư tin cậy: tệp, thư mục, hoặc kho tin cậy (có trust.toml)
    #[arg(long, value_name = "FILE|DIR", required = true)]
    pub trust: Vec<PathBuf>,
    /// Chứng thư trung gian
    #[arg(long, value_name = "FILE|DIR")]
    pub chain: Vec<PathBuf>,
    /// Danh sách thu hồi; không ghi, cũng không ghi --ocsp: không kiểm tra thu hồi
    #[arg(long, value_name = "FILE|DIR")]
    pub crl: Vec<PathBuf>,
    /// Câu trả lời OCSP đã lưu thành tệp
    #[arg(long, value_name = "FILE|DIR")]
    pub ocsp: Vec<PathBuf>,
    /// Chính sách chấp nhận (OID); không ghi: mọi chính sách
    #[arg(long, value_name = "OID")]
    pub policy: Vec<String>,
    /// Bắt buộc có chính sách
    #[arg(long)]
    pub explicit_policy: bool,
    /// Không chấp nhận ánh xạ chính sách
    #[arg(long)]
    pub inhibit_mapping: bool,
    /// Không chấp nhận anyPolicy
    #[arg(long)]
    pub inhibit_any: bool,
    /// Chỉ liệt kê, không loại, chứng thư lệch khuôn dạng của RFC 5280 mục 4
    #[arg(long)]
    pub tolerant: bool,
    /// Thời điểm kiểm tra; không ghi: bây giờ
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Dạng kết quả
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi")]
    pub lang: Language,
}

/// `antin certificates`.
#[derive(Debug, Args)]
pub struct CertificatesCall {
    /// What to do.
    #[command(subcommand)]
    pub command: CertificatesCommand,
}

/// Commands about certificates on devices.
#[derive(Debug, Subcommand)]
pub enum CertificatesCommand {
    /// Đọc mọi chứng thư số trên các thiết bị đang cắm · Read all certificates off connected tokens
    Scan {
        /// Thư viện PKCS#11 của thiết bị
        #[arg(long, value_name = "PATH", env = "ANTIN_PKCS11_MODULE")]
        module: PathBuf,
        /// Ghi từng chứng thư số vào thư mục này
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
        /// Ngôn ngữ
        #[arg(long, value_parser = language(), default_value = "vi")]
        lang: Language,
    },
}

/// `antin trust`.
#[derive(Debug, Args)]
pub struct TrustCall {
    /// What to do with the store.
    #[command(subcommand)]
    pub command: TrustCommand,
    /// Thư mục của kho tin cậy; không ghi: thư mục cấu hình của người dùng
    #[arg(long, value_name = "DIR", env = "ANTIN_TRUST", global = true)]
    pub store: Option<PathBuf>,
    /// Ngôn ngữ
    #[arg(long, value_parser = language(), default_value = "vi", global = true)]
    pub lang: Language,
}

/// Commands about the trust store.
#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Liệt kê · List the anchors
    List,
    /// Thêm một chứng thư, sau khi đối chiếu vân tay · Add a certificate whose fingerprint was checked
    Add {
        /// Tệp chứng thư số
        file: PathBuf,
        /// Vân tay SHA-256 nhận từ tổ chức cấp
        #[arg(long, value_name = "SHA256")]
        fingerprint: Option<String>,
        /// Tin cậy cho việc gì
        #[arg(long = "for", value_name = "PURPOSE", value_delimiter = ',', default_value = "signing")]
        purposes: Vec<String>,
    },
    /// Bỏ một chứng thư · Remove an anchor
    Remove {
        /// Vân tay SHA-256, hoặc phần đầu đủ để nhận ra
        fingerprint: String,
    },
}
