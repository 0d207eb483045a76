# The image alma9-1c from AlmaLinux's installation medium and http/ks.cfg:
#
#     packer init . && packer build -only='*.qemu.iso' .      Packer 1.10 and later
#     packer build iso.pkr.hcl                                Packer 1.6
#
# For whoever wants a disk that is cut and filled here from the beginning. It is installed under BIOS, and under UEFI with
# -var iso_firmware=/usr/share/ovmf/OVMF.fd; the image starts in both ways.
#
# What has to be prepared is one folder with the archives that provision/archives.tsv lists; the first step ends the build
# if one is missing. No secret is kept: each run makes up a password, and the machine that is being built
# learns only its hash, through its SMBIOS (see http/ks.cfg). Both are gone when the machine is switched off.

variable "iso_archives" {
  description = "Folder with the archives of provision/archives.tsv; without them the first step ends the build."
  type        = string
  default     = ""
}

variable "iso_output" {
  description = "Folder for the image; it must not exist yet. The console is beside it, in FOLDER.console.log."
  type        = string
  default     = "output-alma9-1c-iso"
}

variable "iso_qemu_binary" {
  description = "QEMU; /usr/libexec/qemu-kvm on Enterprise Linux."
  type        = string
  default     = "qemu-system-x86_64"
}

variable "iso_accelerator" {
  description = "What runs the machine: kvm, or tcg where there is no KVM, which takes hours."
  type        = string
  default     = "kvm"

  validation {
    condition     = contains(["kvm", "tcg"], var.iso_accelerator)
    error_message = "The accelerator is kvm or tcg."
  }
}

variable "iso_cpu" {
  description = "Processor model of QEMU; at least x86-64-v2, without which the kernel panics."
  type        = string
  default     = "max"

  validation {
    condition     = contains(["qemu64", "qemu32", "kvm64", "kvm32", "Conroe", "Penryn"], var.iso_cpu) == false
    error_message = "This processor model is below x86-64-v2: take max, host or a newer one."
  }
}

variable "iso_firmware" {
  description = "UEFI firmware in one file, such as /usr/share/ovmf/OVMF.fd; empty: BIOS."
  type        = string
  default     = ""
}

variable "iso_cpus" {
  description = "Processors of the machine while it is built."
  type        = number
  default     = 2

  validation {
    condition     = var.iso_cpus >= 1
    error_message = "The machine needs a processor."
  }
}

variable "iso_memory" {
  description = "Memory of the machine while it is built, in MiB."
  type        = number
  default     = 4096

  validation {
    condition     = var.iso_memory >= 2048
    error_message = "The machine needs at least 2048 MiB."
  }
}

locals {
  iso_password = uuidv4()

  # For every step. The date is that of the cloud image of this release, the same in every build.
  iso_environment = [
    "SOURCE_DATE_EPOCH=1786320000",
    "QALYP_ARCHIVES=/var/tmp/qalyp/archives",
  ]

  # What is added to the installer's command line. With interface names of the old kind the first one is eth0, which is
  # what the machines' network settings name.
  iso_options = "inst.text biosdevname=0 net.ifnames=0 inst.ks=http://{{ .HTTPIP }}:{{ .HTTPPort }}/ks.cfg"

  # The first entry of the menu: the second one, which would be taken, checks the medium for minutes. Under BIOS an entry's
  # options follow Tab; under UEFI they are on the third line of an entry.
  iso_boot = {
    bios = "<up><wait><tab><wait> inst.gpt ${local.iso_options}<enter>"
    uefi = "<up><wait>e<wait><down><down><leftCtrlOn>e<leftCtrlOff> ${local.iso_options}<leftCtrlOn>x<leftCtrlOff>"
  }
}

source "qemu" "iso" {
  # The medium of one release and its digest: a run tomorrow begins with the same bytes, or it ends here.
  iso_url      = "https://repo.almalinux.org/almalinux/9.8/isos/x86_64/AlmaLinux-9.8-x86_64-boot.iso"
  iso_checksum = "sha256:445f99e24399bbe98aab86111d60751c142eda049d2444fd76da5eb03472e4ab"

  vm_name            = "alma9-1c.qcow2"
  output_directory   = var.iso_output
  format             = "qcow2"
  disk_size          = "20G"
  disk_interface     = "virtio-scsi"
  disk_cache         = "unsafe"
  disk_discard       = "unmap"
  disk_detect_zeroes = "unmap"
  disk_compression   = true

  qemu_binary  = var.iso_qemu_binary
  accelerator  = var.iso_accelerator
  machine_type = "q35"
  cpus         = var.iso_cpus
  memory       = var.iso_memory
  net_device   = "virtio-net"
  headless     = true

  http_directory = "${path.root}/http"

  boot_wait    = "30s"
  boot_command = [var.iso_firmware == "" ? local.iso_boot.bios : local.iso_boot.uefi]

  # What both generations of the builder take: newer ones have cpu_model, which Packer 1.6 does not know.
  qemuargs = concat([
    ["-cpu", var.iso_cpu],
    ["-smbios", "type=3,asset=${bcrypt(local.iso_password, 10)}"],
    ["-serial", "file:${var.iso_output}.console.log"],
  ], var.iso_firmware == "" ? [] : [["-bios", var.iso_firmware]])

  ssh_username = "root"
  ssh_password = local.iso_password
  ssh_timeout  = var.iso_accelerator == "kvm" ? "1h" : "6h"

  # What this file has brought in goes with it; everything else is the business of the last step. usermod leaves the
  # accounts as they were, with the hash, in files that end in a hyphen, and the login itself is on record by now.
  shutdown_timeout = "15m"
  shutdown_command = join(" && ", [
    "usermod --password '*' root",
    "rm -f /etc/passwd- /etc/shadow-",
    "truncate --no-create --size=0 /var/log/lastlog /var/log/wtmp",
    "rm -rf /etc/ssh/sshd_config.d/01-qalyp-build.conf /var/tmp/qalyp",
    "rm -rf /root/anaconda-ks.cfg /root/original-ks.cfg /var/log/anaconda",
    "(fstrim --all || true)",
    "systemctl poweroff",
  ])
}

build {
  name    = "alma9-1c"
  sources = ["source.qemu.iso"]

  # cloud-init finds nothing to do here and says so.
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
    for_each = var.iso_archives == "" ? [] : [var.iso_archives]
    labels   = ["file"]

    content {
      source      = "${provisioner.value}/"
      destination = "/var/tmp/qalyp/archives"
    }
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/00-archives"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/10-base"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/20-files"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/30-postgresql"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/40-onec"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/50-apache"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/55-nginx"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/60-openvpn"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/70-prometheus"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/75-grafana"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/80-backup"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/85-config-repository"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/86-slk"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/90-files"]
  }

  provisioner "shell" {
    environment_vars = local.iso_environment
    inline           = ["bash /var/tmp/qalyp/provision/99-seal"]
  }

  post-processors {
    post-processor "checksum" {
      checksum_types = ["sha256"]
      output         = "${var.iso_output}/alma9-1c.qcow2.sha256"
    }
  }

  post-processors {
    post-processor "manifest" {
      output     = "${var.iso_output}/packer-manifest.json"
      strip_path = true
      strip_time = true

      custom_data = {
        image             = "alma9-1c"
        release           = "9.8"
        base              = "https://repo.almalinux.org/almalinux/9.8/isos/x86_64/AlmaLinux-9.8-x86_64-boot.iso"
        base_sha256       = "445f99e24399bbe98aab86111d60751c142eda049d2444fd76da5eb03472e4ab"
        source_date_epoch = "1786320000"
      }
    }
  }
}
