# The image alma9-1c from AlmaLinux's own cloud image:
#
#     packer init . && packer build -only='*.qemu.cloud' .    Packer 1.10 and later
#     packer build cloud.pkr.hcl                              Packer 1.6
#
# What has to be prepared is one folder with the archives that provision/archives.tsv lists; the first step ends the build
# if one is missing. No secret is kept: each run makes up a password, and the machine that is being built
# learns only its hash, through its SMBIOS (see seed/user-data). Both are gone when the machine is switched off.

variable "cloud_archives" {
  description = "Folder with the archives of provision/archives.tsv; without them the first step ends the build."
  type        = string
  default     = ""
}

variable "cloud_output" {
  description = "Folder for the image; it must not exist yet. The console is beside it, in FOLDER.console.log."
  type        = string
  default     = "output-alma9-1c-cloud"
}

variable "cloud_qemu_binary" {
  description = "QEMU; /usr/libexec/qemu-kvm on Enterprise Linux."
  type        = string
  default     = "qemu-system-x86_64"
}

variable "cloud_accelerator" {
  description = "What runs the machine: kvm, or tcg where there is no KVM, which takes hours."
  type        = string
  default     = "kvm"

  validation {
    condition     = contains(["kvm", "tcg"], var.cloud_accelerator)
    error_message = "The accelerator is kvm or tcg."
  }
}

variable "cloud_cpu" {
  description = "Processor model of QEMU; at least x86-64-v2, without which the kernel panics."
  type        = string
  default     = "max"

  validation {
    condition     = contains(["qemu64", "qemu32", "kvm64", "kvm32", "Conroe", "Penryn"], var.cloud_cpu) == false
    error_message = "This processor model is below x86-64-v2: take max, host or a newer one."
  }
}

variable "cloud_cpus" {
  description = "Processors of the machine while it is built."
  type        = number
  default     = 2

  validation {
    condition     = var.cloud_cpus >= 1
    error_message = "The machine needs a processor."
  }
}

variable "cloud_memory" {
  description = "Memory of the machine while it is built, in MiB."
  type        = number
  default     = 4096

  validation {
    condition     = var.cloud_memory >= 2048
    error_message = "The machine needs at least 2048 MiB."
  }
}

locals {
  cloud_password = uuidv4()

  # For every step. The date is that of the cloud image, so that what is dated is dated alike in every build.
  cloud_environment = [
    "SOURCE_DATE_EPOCH=1786320000",
    "QALYP_ARCHIVES=/var/tmp/qalyp/archives",
  ]
}

source "qemu" "cloud" {
  # A dated file and its digest: a run tomorrow begins with the same bytes, or it ends here.
  iso_url      = "https://repo.almalinux.org/almalinux/9.8/cloud/x86_64/images/AlmaLinux-9-GenericCloud-9.8-20260810.x86_64.qcow2"
  iso_checksum = "sha256:6bdab6376d46d42e4203ace3733efafc7c5d37c7cb443a6cc74750097002d74b"
  disk_image   = true

  vm_name            = "alma9-1c.qcow2"
  output_directory   = var.cloud_output
  format             = "qcow2"
  disk_size          = "20G"
  disk_interface     = "virtio-scsi"
  disk_cache         = "unsafe"
  disk_discard       = "unmap"
  disk_detect_zeroes = "unmap"
  disk_compression   = true

  qemu_binary  = var.cloud_qemu_binary
  accelerator  = var.cloud_accelerator
  machine_type = "q35"
  cpus         = var.cloud_cpus
  memory       = var.cloud_memory
  net_device   = "virtio-net"
  headless     = true

  cd_label = "cidata"
  cd_files = [
    "${path.root}/seed/meta-data",
    "${path.root}/seed/user-data",
  ]

  # What both generations of the builder take: newer ones have cpu_model, which Packer 1.6 does not know.
  qemuargs = [
    ["-cpu", var.cloud_cpu],
    ["-smbios", "type=3,asset=${bcrypt(local.cloud_password, 10)}"],
    ["-serial", "file:${var.cloud_output}.console.log"],
  ]

  ssh_username = "root"
  ssh_password = local.cloud_password
  ssh_timeout  = var.cloud_accelerator == "kvm" ? "15m" : "2h"

  # What this file has brought in goes with it; everything else is the business of the last step. usermod leaves the
  # accounts as they were, with the hash, in files that end in a hyphen, and the login itself is on record by now.
  shutdown_timeout = "15m"
  shutdown_command = join(" && ", [
    "usermod --password '*' root",
    "rm -f /etc/passwd- /etc/shadow-",
    "truncate --no-create --size=0 /var/log/lastlog /var/log/wtmp",
    "rm -rf /etc/ssh/sshd_config.d/01-qalyp-build.conf /var/tmp/qalyp",
    "(fstrim --all || true)",
    "systemctl poweroff",
  ])
}

build {
  name    = "alma9-1c"
  sources = ["source.qemu.cloud"]

  # 2: something was not perfect, such as a warning about a key; the machine is up.
  provisioner "shell" {
    inline           = ["cloud-init status --wait --long"]
    valid_exit_codes = [0, 2]
  }

  provisioner "shell" {
    inline = ["install --directory --mode=0700 /var/tmp/qalyp /var/tmp/qalyp/archives"]
  }

  provisioner "file" {
    sources = [
      "${path.root}/../provision",
      "${path.root}/../root",
      "${path.root}/../release.tsv",
    ]
    destination = "/var/tmp/qalyp/"
  }

  dynamic "provisioner" {
    for_each = var.cloud_archives == "" ? [] : [var.cloud_archives]
    labels   = ["file"]

    content {
      source      = "${provisioner.value}/"
      destination = "/var/tmp/qalyp/archives"
    }
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/00-archives"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/10-base"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/20-files"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/30-postgresql"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/40-onec"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/50-apache"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/55-nginx"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/60-openvpn"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/70-prometheus"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/75-grafana"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/80-backup"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/85-config-repository"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/86-slk"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/90-files"]
  }

  provisioner "shell" {
    environment_vars = local.cloud_environment
    inline           = ["bash /var/tmp/qalyp/provision/99-seal"]
  }

  post-processors {
    post-processor "checksum" {
      checksum_types = ["sha256"]
      output         = "${var.cloud_output}/alma9-1c.qcow2.sha256"
    }
  }

  post-processors {
    post-processor "manifest" {
      output     = "${var.cloud_output}/packer-manifest.json"
      strip_path = true
      strip_time = true

      custom_data = {
        image             = "alma9-1c"
        release           = "9.8"
        base              = "https://repo.almalinux.org/almalinux/9.8/cloud/x86_64/images/AlmaLinux-9-GenericCloud-9.8-20260810.x86_64.qcow2"
        base_sha256       = "6bdab6376d46d42e4203ace3733efafc7c5d37c7cb443a6cc74750097002d74b"
        source_date_epoch = "1786320000"
      }
    }
  }
}
